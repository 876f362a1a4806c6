package claimfile

import (
	"slices"
	"strings"

	"github.com/medcode/medcode/rules"
)

// diagnoses takes them in the order of their sequence; external causes go last.
func (b *benefit) diagnoses() {
	type one struct {
		sequence string
		d        rules.Diagnosis
	}
	var listed, causes []one
	c := b.c
	ordered, sequences := inOrder(b.n.get("diagnosis"))
	for i, n := range ordered {
		if drgs := n.get("packageCode", "coding", "code").own(); drgs != "" && c.DRG == 0 {
			b.group(drgs)
		}
		concept := n.get("diagnosisCodeableConcept")
		if !concept.ok() {
			concept = b.find(n.get("diagnosisReference")).get("code")
		}
		code, system := icdOf(concept)
		if code == "" {
			continue
		}
		b.codes++
		switch system {
		case 9:
			c.ICD = rules.ICD9
		case 0:
			b.foreign++
		}
		d := one{sequences[i], rules.Diagnosis{Code: code, POA: n.get("onAdmission", "coding", "code").own()}}
		for e := range n.get("extension").each {
			if name := last(e.get("url").text()); strings.HasPrefix(name, "clm_poa_ind_sw") || strings.HasPrefix(name, "clm_e_poa_ind_sw") {
				d.d.POA = e.get("valueCoding", "code").own()
			}
		}
		if d.d.POA == "0" || len(d.d.POA) > 1 { // the exempt of old, and words
			d.d.POA = poaOf(d.d.POA)
		}
		kinds := map[string]bool{}
		for t := range n.get("type").each {
			for k := range t.get("coding").each {
				kinds[k.get("code").text()] = true
			}
		}
		principal := kinds["principal"] || kinds["discharge"] && len(listed) == 0
		switch {
		case kinds["admitting"] && !principal:
			c.Admitting = code
		case kinds["patientreasonforvisit"], kinds["reason-for-visit"]:
			c.Reasons = append(c.Reasons, code)
		case kinds["externalcauseofinjury"], kinds["external"], kinds["external-first"], kinds["externalcause"]:
			causes = append(causes, d)
		case principal && len(listed) > 0:
			listed = slices.Insert(listed, 0, d)
		default:
			listed = append(listed, d)
		}
	}
	for i, d := range append(listed, causes...) {
		c.Diagnoses = append(c.Diagnoses, d.d)
		b.positions[d.sequence] = i + 1
	}
}

func poaOf(code string) string {
	switch strings.ToLower(code) {
	case "yes":
		return "Y"
	case "no":
		return "N"
	case "0":
		return ""
	}
	return code
}

// icdOf returns the code of a concept, of ICD if it has one, and its revision, 0
// if none.
func icdOf(concept node) (code string, revision int) {
	for k := range concept.get("coding").each {
		text := k.get("code").own()
		switch system := strings.ToLower(k.get("system").text()); {
		case text == "":
		case strings.Contains(system, "icd-9"), strings.Contains(system, "icd9"):
			return text, 9
		case strings.Contains(system, "icd-10"), strings.Contains(system, "icd10"):
			return text, 10
		case code == "":
			code = text
		}
	}
	return code, 0
}

func (b *benefit) procedures() {
	ordered, _ := inOrder(b.n.get("procedure"))
	for _, n := range ordered {
		concept := n.get("procedureCodeableConcept")
		if !concept.ok() {
			concept = b.find(n.get("procedureReference")).get("code")
		}
		code, revision := icdOf(concept)
		if code == "" {
			continue
		}
		if revision == 9 {
			b.c.ICD = rules.ICD9
		}
		at := rules.AtProcedure(len(b.c.Procedures)).In("date")
		b.c.Procedures = append(b.c.Procedures, rules.Procedure{Code: code, Date: b.day(at, n.get("date"))})
	}
}
