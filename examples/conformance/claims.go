package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/internal/corpus"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/billed"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/codes"
	"github.com/medcode/medcode/rules/guideline"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/modifier"
	"github.com/medcode/medcode/rules/poa"
)

var (
	claimColumns  = []string{"id", "errors", "warnings", "notes"}
	editorColumns = []string{"id", "version", "edit_type", "counters", "diagnoses", "procedures"}
)

// registry has the rules whose tables are embedded.
func registry() (*rules.Registry, error) {
	group := func(s *drg.Stay) (drg.Result, error) {
		g, err := msdrg.ForDischarge(s.Discharge)
		if err != nil {
			return drg.Result{}, err
		}
		return g.Group(s), nil
	}
	return rules.New(
		claim.Pack(),
		codes.Pack(codes.Options{CM: cmdata.Library(), PCS: pcsdata.Library(), HCPCS: hcpcsdata.Library()}),
		mce.Pack(mce.Default()),
		poa.Pack(poa.FromLibrary(cmdata.Library())),
		guideline.Pack(guideline.Options{CM: cmdata.Library(), PCS: pcsdata.Library()}),
		billed.Pack(group),
		modifier.Pack(modifier.Options{}),
	)
}

// claimVectors are the records of the tests with what is found in them, and the
// inpatient ones among them as the Medicare Code Editor sees them.
func claimVectors(wants func(string) bool) (all []vectors, err error) {
	if !wants("rules/claims") && !wants("mce/claims") {
		return nil, nil
	}
	correct, err := corpus.Correct()
	if err != nil {
		return nil, err
	}
	wrong, err := corpus.Wrong()
	if err != nil {
		return nil, err
	}
	records := make([]*rules.Claim, 0, len(correct)+len(wrong))
	for _, lot := range []struct {
		name    string
		records []corpus.Record
	}{{"correct", correct}, {"wrong", wrong}} {
		for i, r := range lot.records {
			r.Claim.ID = fmt.Sprintf("%s-%04d", lot.name, i+1)
			records = append(records, r.Claim)
		}
	}
	if wants("rules/claims") {
		v, err := findings(records)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	if wants("mce/claims") {
		all = append(all, edits(records))
	}
	return all, nil
}

func findings(records []*rules.Claim) (vectors, error) {
	v := vectors{name: "rules/claims", headed: true, columns: claimColumns}
	reg, err := registry()
	if err != nil {
		return v, err
	}
	v.claims = []byte("id\tclaim\n")
	v.answers = []byte(strings.Join(claimColumns, "\t") + "\n")
	v.details = []byte("id\tseverity\trule\tplace\tcodes\tdocument\tsection\tmessage\n")
	for _, c := range records {
		text, err := json.Marshal(c)
		if err != nil {
			return v, err
		}
		v.claims = fmt.Appendf(v.claims, "%s\t%s\n", c.ID, text)
		var found [rules.Error + 1][]string
		for _, f := range reg.Findings(c) {
			found[f.Severity] = append(found[f.Severity], f.Rule+"@"+placeText(f.Place))
			v.details = fmt.Appendf(v.details, "%s\t%v\t%s\t%s\t%s\t%s\t%s\t%s\n", c.ID, f.Severity, f.Rule, placeText(f.Place),
				strings.Join(f.Codes, " "), plain(f.Citation.Document), plain(f.Citation.Section), plain(f.Message))
		}
		for i := range found {
			slices.Sort(found[i])
		}
		v.answers = fmt.Appendf(v.answers, "%s\t%s\t%s\t%s\n", c.ID, strings.Join(found[rules.Error], " "),
			strings.Join(found[rules.Warning], " "), strings.Join(slices.Concat(found[:rules.Warning]...), " "))
	}
	return v, nil
}

// plain is text that fits into a cell.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// placeText is part, number from 1 and field: diagnosis.3.poa.
func placeText(p rules.Place) string {
	b, err := json.Marshal(p)
	var j struct {
		Part   string
		Number int
		Field  string
	}
	if err == nil {
		err = json.Unmarshal(b, &j)
	}
	if err != nil {
		panic(err) // a Place has no values that JSON lacks
	}
	parts := []string{"claim"}
	if j.Part != "" {
		parts[0] = j.Part
	}
	if j.Number > 0 {
		parts = append(parts, fmt.Sprint(j.Number))
	}
	if j.Field != "" {
		parts = append(parts, j.Field)
	}
	return strings.Join(parts, ".")
}

// edits are the inpatient claims in the columns of the reference vectors, and what
// the Medicare Code Editor answers.
func edits(records []*rules.Claim) vectors {
	v := vectors{name: "mce/claims", columns: editorColumns}
	editor := mce.Default()
	for _, c := range records {
		if c.Setting != rules.Inpatient || c.ICD != rules.ICD10 {
			continue
		}
		rec := mce.RecordOf(c)
		if rec.Age == mce.Unknown || rec.LengthOfStay == mce.Unknown {
			continue // the columns have no word for it
		}
		list := func(codes []string) string {
			if len(codes) == 0 {
				return "-"
			}
			return strings.ReplaceAll(strings.Join(codes, ","), ".", "")
		}
		admitting := list(nil)
		if rec.Admitting != "" {
			admitting = list([]string{rec.Admitting})
		}
		v.claims = fmt.Appendf(v.claims, "%s\t%s\t%d\t%s\t%d\t%d\t%s\t%s\t%s\n", c.ID, rec.Discharge.Compact(),
			rec.Age, rec.Sex, rec.Status, rec.LengthOfStay, admitting, list(rec.Diagnoses), list(rec.Procedures))
		a := editor.Edit(&rec)
		v.answers = append(a.AppendTSV(v.answers, c.ID), '\n')
	}
	return v
}
