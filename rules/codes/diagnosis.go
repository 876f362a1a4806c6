package codes

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/rules"
)

const needsCM = "a release of ICD-10-CM, or of ICD-9-CM for claims before October 2015, that holds on the claim's date"

func (o Options) diagnosisUnknown() rules.Rule {
	r := rule("diagnosis-unknown", "Diagnosis that is no code",
		"A diagnosis, the admitting one and the patient's reasons among them, is a code of ICD-10-CM, or of ICD-9-CM before October 2015.",
		[]string{"professional | I10 B99.3", "professional | I10 U99.9", "outpatient reason:H99.99 | I10"},
		[]string{"professional | I10 E11.9", "professional 2026-04-01 | M54.50", "professional | T40.4X1A", "professional | ?"},
		codeSets, rules.Citation{Document: "Integrated Outpatient Code Editor specifications", Section: "edit 1"})
	r.Needs = needsCM
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		o.diagnoses(c, r, func(at rules.Place, text string, v cm.Verdict) {
			if v.Status == cm.Unknown {
				r.Add(rules.Finding{Release: released(v), Place: at, Codes: []string{text}, Message: text + " is no code of ICD-10-CM.", Suggestion: instead(v.Suggest)})
			}
		}, func(at rules.Place, text string, v icd9.Verdict[icd9.Volume1]) {
			if v.Status == icd9.Unknown || v.Status == icd9.TooLong {
				r.Add(rules.Finding{Release: "ICD-9-CM", Place: at, Codes: []string{text}, Message: text + " is no code of ICD-9-CM."})
			}
		})
	}
	return r
}

func (o Options) diagnosisNotInForce() rules.Rule {
	r := rule("diagnosis-not-in-force", "Diagnosis code of another time",
		"A code of ICD-10-CM is reported for the dates on which it holds: new codes come on October 1 and some on April 1, and others end the day before.",
		[]string{"professional | I10 T40.4X1A", "professional 2024-05-15 | E66.811", "professional | V27.5XXD"},
		[]string{"professional 2020-05-15 | T40.4X1A", "professional | E66.811"},
		codeSets, validity)
	r.Needs = needsCM
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		o.diagnoses(c, r, func(at rules.Place, text string, v cm.Verdict) {
			if v.Status != cm.NotInForce {
				return
			}
			f := rules.Finding{Release: released(v), Place: at, Codes: []string{text}, Suggestion: instead(v.Suggest)}
			on := r.Run().Date()
			switch {
			case !v.InForce.From.IsZero() && on.Before(v.InForce.From):
				f.Message = fmt.Sprintf("%s is no code yet on %s; it begins on %s.", text, on, v.InForce.From)
			case !v.InForce.To.IsZero():
				f.Message = fmt.Sprintf("%s is a code no longer on %s; it ended on %s.", text, on, v.InForce.To)
			default:
				f.Message = fmt.Sprintf("%s is a code of another time than %s.", text, on)
			}
			r.Add(f)
		}, nil)
	}
	return r
}

func (o Options) diagnosisHeader() rules.Rule {
	r := rule("diagnosis-header", "Admitting diagnosis or reason for visit incomplete",
		"The admitting diagnosis and the patient's reasons for visit are reported with all their characters, as the other diagnoses are, which the rules on the guidelines look at. On claims in ICD-9-CM the rule looks at all.",
		[]string{"admitting:I50 | I50.9", "outpatient reason:M54.5 | M54.50"},
		[]string{"admitting:I50.9 | I50.9", "professional | I50"},
		codeSets, rules.Citation{Document: "ICD-10-CM Official Guidelines for Coding and Reporting", Section: "Section I.B.2"})
	r.Needs = needsCM
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		o.diagnoses(c, r, func(at rules.Place, text string, v cm.Verdict) {
			if at.Part != rules.OfDiagnosis && (v.Status == cm.Header || v.Status == cm.Incomplete) {
				f := rules.Finding{Release: released(v), Place: at, Codes: []string{text}, Message: text + " is a header; more characters must follow.", Suggestion: "Report one of the codes below it."}
				if v.Status == cm.Incomplete {
					f.Message, f.Suggestion = text+" lacks its 7th character, or the placeholder X before it.", ""
				}
				r.Add(f)
			}
		}, func(at rules.Place, text string, v icd9.Verdict[icd9.Volume1]) {
			if v.Status == icd9.Incomplete {
				r.Add(rules.Finding{Release: "ICD-9-CM", Place: at, Codes: []string{text}, Message: text + " is a heading; it needs more digits.", Suggestion: "Report one of the codes below it."})
			}
		})
	}
	return r
}

// diagnoses calls ten or nine for the diagnoses, of all parts of a claim, that
// are well formed and no code that may be reported on the claim's date.
func (o Options) diagnoses(c *rules.Claim, r rules.Reporter, ten func(rules.Place, string, cm.Verdict), nine func(rules.Place, string, icd9.Verdict[icd9.Volume1])) {
	on := r.Run().Date()
	if on.IsZero() {
		r.Undecided("the claim has no date")
		return
	}
	if c.ICD != rules.ICD10 {
		if judge := o.judgeNine(on, r, nine); judge != nil {
			each(c, judge)
		}
		return
	}
	if o.CM == nil {
		r.Undecided("no release of ICD-10-CM is at hand")
		return
	}
	release, err := o.CM.On(on)
	if err != nil {
		r.Undecided("no release of ICD-10-CM is at hand that holds on the claim's date")
		return
	}
	each(c, func(at rules.Place, text string) {
		code, err := cm.Parse(text)
		if err != nil || release.Valid(code, on) { // as nearly all are
			return
		}
		v, err := o.CM.Check(text, on)
		switch {
		case err != nil || v.Status == cm.Valid:
		case v.Status == cm.NotInForce && v.InForce == (medcode.Period{}) && v.Holds != (medcode.Period{}):
			r.Undecided("a code of the claim is of a release that does not hold on its date")
		default:
			ten(at, text, v)
		}
	})
}

// each calls judge for the diagnoses of all parts of a claim.
func each(c *rules.Claim, judge func(rules.Place, string)) {
	for i := range c.Diagnoses {
		judge(rules.AtDiagnosis(i), c.Diagnoses[i].Code)
	}
	if c.Admitting != "" {
		judge(rules.AtAdmitting(), c.Admitting)
	}
	for i, text := range c.Reasons {
		judge(rules.AtReason(i), text)
	}
}

func (o Options) judgeNine(on medcode.Date, r rules.Reporter, found func(rules.Place, string, icd9.Verdict[icd9.Volume1])) func(rules.Place, string) {
	if found == nil {
		return nil
	}
	var release *icd9.Release
	if o.ICD9 != nil {
		release, _ = o.ICD9.On(on)
	}
	if release == nil {
		r.Undecided("no release of ICD-9-CM is at hand that holds on the claim's date")
		return nil
	}
	return func(at rules.Place, text string) {
		if v := release.Diagnoses.Check(text); v.Status != icd9.Valid && v.Status != icd9.Malformed {
			found(at, text, v)
		}
	}
}

// instead suggests codes.
func instead(codes []cm.Code) string {
	const most = 4
	var all []string
	for _, c := range codes {
		if len(all) == most {
			all = append(all, "or another")
			break
		}
		all = append(all, c.String())
	}
	if all == nil {
		return ""
	}
	return "It may be " + strings.Join(all, ", ") + "."
}

// released names the release that a verdict is of.
func released(v cm.Verdict) string {
	if v.Released == "" {
		return ""
	}
	return "ICD-10-CM " + v.Released
}
