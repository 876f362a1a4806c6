package claim

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func setting() rules.Rule {
	r := rule("no-setting", "Kind of claim not stated",
		"A claim is for an inpatient stay, for outpatient hospital care, or professional. Most rules depend on it, and pass over a claim that does not say.",
		guide)
	r.Fails = []string{"setting: 2026-05-01 | I10"}
	r.Passes = []string{"inpatient | I10", "professional | I10"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if (c.Setting < rules.Inpatient || c.Setting > rules.Professional) && !c.IsUnreadable(rules.AtField("setting")) {
			r.Find(rules.AtField("setting"), "The claim does not say whether it is inpatient, outpatient or professional.")
		}
	}
	return r
}

func noDate() rules.Rule {
	r := rule("no-date", "No date of service",
		"A claim needs a day of discharge or of service: codes and rules hold from date to date.",
		chapter25, chapter26)
	r.Fails = []string{"from: through: discharged: | I10", "professional from: through: | I10 | | 99213>1"}
	r.Passes = []string{"from: through: | I10", "professional from: through: | I10 | | 99213@2026-05-01>1"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if r.Run().Date().IsZero() {
			r.Find(rules.AtField("from"), "The claim has no date of service.")
		}
	}
	return r
}

func noID() rules.Rule {
	r := rule("no-id", "No patient control number",
		"A claim carries the number by which its provider knows it (CLM01 of the 837, FL 3a of the UB-04), which the payer sends back with the payment.",
		guides("loop 2300, CLM01"), chapter25, chapter26)
	r.Fails = []string{"id: | I50.9"}
	r.Passes = []string{"id:17 | I50.9"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if strings.TrimSpace(c.ID) == "" {
			r.Find(rules.AtField("id"), "The claim has no patient control number.")
		}
	}
	return r
}

func noBillingNPI() rules.Rule {
	r := rule("no-billing-npi", "No NPI of the billing provider",
		"The billing provider of a claim (loop 2010AA of the 837, FL 56 of the UB-04) is named by national provider identifier. Only one who gives no health care, such as a driver or a builder of ramps, has none.",
		rules.Citation{Document: "45 CFR 162.410", Section: "paragraph (a)(2)"}, guides("loop 2010AA, NM109"), chapter25, chapter26)
	r.Fails = []string{"2026-05-01 npi: | I50.9", "2007-05-23 nine npi: | 4280"}
	r.Passes = []string{"2026-05-01 npi:1234567893 | I50.9", "2007-05-22 nine npi: | 4280"}
	r.InForce = npiFrom
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if strings.TrimSpace(c.BillingNPI) == "" {
			r.Find(rules.AtField("billingNPI"), "The claim does not give the NPI of its billing provider.")
		}
	}
	return r
}

// npiFrom is the time since covered providers use NPIs (45 CFR 162.404).
var npiFrom = medcode.Period{From: medcode.NewDate(2007, 5, 23)}

func unreadableField() rules.Rule {
	r := rule("unreadable-field", "Unreadable field",
		"What a field of the claim says can be read: a date is a day of the calendar, a charge dollars with at most two decimals, a quantity a number, a sex M, F or U, a DRG up to three digits. Such a field counts as empty for the other rules.",
		guide)
	r.Fails = []string{"unread:birth=1950-13-32 | I50.9", "professional unread:charge=12.345 | I10 | | 99213>1"}
	r.Passes = []string{"born: | I50.9"}
	r.Settings = rules.In(0, rules.Inpatient, rules.Outpatient, rules.Professional, rules.Dental, rules.Pharmacy)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for _, u := range c.Unreadable {
			at := u.Place
			if !isThere(c, at) {
				at = rules.Place{}
			}
			message := fmt.Sprintf("What the file says at %s can't be read: %s.", u.Place, u.Problem)
			if u.Text == "" {
				message = fmt.Sprintf("The file does not say the %s: %s.", u.Place, u.Problem)
			}
			r.Find(at, message)
		}
	}
	return r
}

// isThere reports whether a claim has the diagnosis, procedure or line of a place.
func isThere(c *rules.Claim, at rules.Place) bool {
	n := 1
	switch at.Part {
	case rules.OfReason:
		n = len(c.Reasons)
	case rules.OfDiagnosis:
		n = len(c.Diagnoses)
	case rules.OfProcedure:
		n = len(c.Procedures)
	case rules.OfLine:
		n = len(c.Lines)
	}
	return 0 <= at.Index && at.Index < n
}

func noDiagnosis() rules.Rule {
	r := rule("no-diagnosis", "No diagnosis",
		"A claim needs a diagnosis: the principal one of a stay, or the reason of the encounter.",
		chapter25, chapter26)
	r.Fails = []string{"professional | | | 99213", "bill:0111 | | 027034Z"}
	r.Passes = []string{"professional | I10 | | 99213>1"}
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
		chapter25, chapter26)
	r.Fails = []string{"professional pos:11 | I10 E11.9", "outpatient bill:0131 | I10"}
	r.Passes = []string{"professional | I10 | | 99213>1", "inpatient | I10"}
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
		rules.Citation{Document: "45 CFR 162.1002"})
	r.Fails = []string{"nine 2016-05-01 | 4019", "2015-09-30 | I10"}
	r.Passes = []string{"nine 2015-09-30 | 4019", "2015-10-01 | I10", "from: through: discharged: 2016-05-01 | I10"}
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

// unreadable returns the places of the fields that could not be read, nil where
// there are none.
func unreadable(c *rules.Claim) map[rules.Place]bool {
	if len(c.Unreadable) == 0 {
		return nil
	}
	at := make(map[rules.Place]bool, len(c.Unreadable))
	for _, u := range c.Unreadable {
		at[u.Place] = true
	}
	return at
}
