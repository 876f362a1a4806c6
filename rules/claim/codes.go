package claim

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/rules"
)

func malformedDiagnosis() rules.Rule {
	r := rule("malformed-diagnosis", "Malformed diagnosis code",
		"A diagnosis, the admitting one and the patient's reasons among them, is formed as a code of its revision: in ICD-10-CM a letter and two to six letters or digits, in ICD-9-CM three to five characters. Whether there is such a code is left to the rules of its release.",
		rules.Citation{Document: "45 CFR 162.1002"}, chapter25, chapter26)
	r.Fails = []string{"professional | 25000 | | 99213>1", "professional | I10 E11. | | 99213>1", "admitting:? | I50.9", "nine 2014-05-01 | E119X12"}
	r.Passes = []string{"professional | I10 e11.9 | | 99213>1", "nine 2014-05-01 | 25000 V270"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		check := func(at rules.Place, code string) {
			if !isDiagnosis(c.ICD, code) {
				r.Find(at, fmt.Sprintf("%q is not formed as a diagnosis code of ICD-%s.", code, c.ICD), code)
			}
		}
		for i, d := range c.Diagnoses {
			check(rules.AtDiagnosis(i), d.Code)
		}
		if c.Admitting != "" {
			check(rules.AtAdmitting(), c.Admitting)
		}
		for i, code := range c.Reasons {
			check(rules.AtReason(i), code)
		}
	}
	return r
}

func isDiagnosis(revision rules.ICD, code string) (ok bool) {
	var err error
	if revision == rules.ICD9 {
		_, err = icd9.ParseDiagnosis(code)
	} else {
		_, err = cm.Parse(code)
	}
	return err == nil
}

func malformedHCPCS() rules.Rule {
	r := rule("malformed-hcpcs", "Malformed procedure code of a line",
		"The code of a service line is formed as a HCPCS code: five digits, four digits and a letter (A, F, M, T or U), or a letter and four digits. An institutional line may carry a HIPPS rate code in its place, five letters or digits.",
		rules.Citation{Document: "45 CFR 162.1002"}, chapter25, chapter26)
	r.Fails = []string{"professional | I10 | | 9921A1>1", "professional | I10 | | 0510/9921>1", "outpatient | I10 | | 0450/KC1AX"}
	r.Passes = []string{"professional | I10 | | 0042T>1", "outpatient | I10 | | 0022/KC1AX"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i, l := range c.Lines {
			if l.Code == "" && c.Setting != rules.Professional || l.CodeList != "" && l.CodeList != "HC" && l.CodeList != "HP" {
				continue // nothing, or a code of a list that is not HCPCS
			}
			_, err := hcpcs.Parse(l.Code)
			// Revenue codes 0022 to 0024 bill by HIPPS code.
			hipps := (strings.HasPrefix(l.Revenue, "002") || l.CodeList == "HP") && alphanumeric(l.Code, 5)
			if err != nil && !hipps {
				r.Find(rules.AtLine(i).In("code"), fmt.Sprintf("%q on line %d is not formed as a HCPCS code.", l.Code, i+1), l.Code)
			}
		}
	}
	return r
}

func malformedRevenue() rules.Rule {
	r := rule("malformed-revenue-code", "Malformed revenue code",
		"The revenue code of a line has four digits; the leading zero may be left out.",
		chapter25)
	r.Fails = []string{"outpatient | I10 | | 45X/99213", "outpatient | I10 | | 45/99213"}
	r.Passes = []string{"outpatient | I10 | | 450/99283", "outpatient | I10 | | 0450/99283"}
	r.Settings = institutional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i, l := range c.Lines {
			if l.Revenue != "" && !digits(l.Revenue, 4) && !digits(l.Revenue, 3) {
				r.Find(rules.AtLine(i).In("revenue"), fmt.Sprintf("%q on line %d is no revenue code.", l.Revenue, i+1), l.Revenue)
			}
		}
	}
	return r
}
