package claim

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func setting() rules.Rule {
	r := rule("no-setting", "Kind of claim not stated",
		"A claim is for an inpatient stay, for outpatient hospital care, or professional. Most rules depend on it, and pass over a claim that does not say.",
		"A claim without setting.", guide)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if c.Setting < rules.Inpatient || c.Setting > rules.Professional {
			r.Find(rules.AtField("setting"), "The claim does not say whether it is inpatient, outpatient or professional.")
		}
	}
	return r
}

func noDate() rules.Rule {
	r := rule("no-date", "No date of service",
		"A claim needs a day of discharge or of service: codes and rules hold from date to date.",
		"A claim without dates.", chapter25, chapter26)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if r.Run().Date().IsZero() {
			r.Find(rules.AtField("from"), "The claim has no date of service.")
		}
	}
	return r
}

func noDiagnosis() rules.Rule {
	r := rule("no-diagnosis", "No diagnosis",
		"A claim needs a diagnosis: the principal one of a stay, or the reason of the encounter.",
		"A claim with lines and no diagnosis.", chapter25, chapter26)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if len(c.Diagnoses) == 0 {
			r.Find(rules.AtField("diagnoses"), "The claim has no diagnosis.")
		}
	}
	return r
}

func noLine() rules.Rule {
	r := rule("no-line", "No service line",
		"An outpatient or professional claim bills at least one line.",
		"A professional claim with diagnoses alone.", chapter25, chapter26)
	r.Settings = rules.In(rules.Outpatient, rules.Professional)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if len(c.Lines) == 0 {
			r.Find(rules.AtField("lines"), "The claim has no service line.")
		}
	}
	return r
}

// icd10From is the day from which claims are coded in ICD-10 (45 CFR 162.1002).
var icd10From = medcode.NewDate(2015, 10, 1)

func revision() rules.Rule {
	r := rule("icd-revision", "Wrong revision of the ICD",
		"Discharges and services from October 1, 2015 are coded in ICD-10-CM and ICD-10-PCS, those before in ICD-9-CM.",
		"An ICD-9 claim for a discharge in 2016.", rules.Citation{Document: "45 CFR 162.1002"})
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		date := r.Run().Date()
		if date.IsZero() {
			r.Undecided("the claim has no date")
			return
		}
		if nine := date.Before(icd10From); nine != (c.ICD == rules.ICD9) {
			r.Find(rules.AtField("icd"), fmt.Sprintf("The claim is coded in ICD-%s, and its date is %s.", c.ICD, date))
		}
	}
	return r
}
