package poa

import (
	"cmp"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

// Options are what the rules look up beside the claim. Rules that lack what
// they need are undecided.
type Options struct {
	// Exempt reports whether a code was exempt from reporting on a day of
	// discharge, and whether that is known. See [FromLibrary].
	Exempt func(code cm.Code, on medcode.Date) (exempt, known bool)
	// Chronic reports whether a code is a chronic condition and nothing else,
	// as AHRQ's Chronic Condition Indicator Refined (CCIR) says.
	Chronic func(code cm.Code) bool
	// Release names the release whose list of exempt codes judges a day of
	// discharge, "" where there is none. It stands in findings.
	Release func(on medcode.Date) string
	// Sources says what these were read from.
	Sources []medcode.Provenance
}

// FromLibrary returns options that look the exempt codes up in the releases of
// a library, each of which was read with the year's list of exempt codes. Of a
// nil library they look nothing up.
func FromLibrary(lib *cm.Library) Options {
	var o Options
	if lib == nil {
		return o
	}
	for r := range lib.Releases() {
		if r.Parts().POAExempt {
			o.Sources = append(o.Sources, r.Provenance())
		}
	}
	o.Exempt = lib.POAExempt
	o.Release = func(on medcode.Date) string {
		if r, err := lib.On(on); err == nil {
			return "ICD-10-CM " + r.Provenance().Release
		}
		return ""
	}
	return o
}

// Pack returns the rules on present-on-admission indicators.
func Pack(o Options) rules.Pack {
	return rules.Pack{
		Name: "poa", Title: "Present-on-admission indicators", Sources: o.Sources, Edition: rules.GuidelinesEdition, Release: o.Release,
		Rules: []rules.Rule{
			o.missing(), illegalValue(), o.exemptReported(), o.oneNotExempt(), obsoleteOne(), notInpatient(),
			insufficient(), principalNotPresent(), differs(), newborn(), o.chronic(), pressureUlcer(), externalCause(),
		},
	}
}

// reporting began with discharges of this day (Social Security Act, section
// 1886(d)(4)(D)).
var reporting = medcode.Period{From: medcode.NewDate(2007, 10, 1)}

var (
	act      = rules.Citation{Document: "Social Security Act", Section: "section 1886(d)(4)(D)"}
	guide837 = rules.Citation{Document: "ASC X12N 837 Institutional Implementation Guide (005010X223A2)", Section: "HI segments, present on admission indicator"}
)

// appendix cites a part of the guidelines' appendix on the indicators.
func appendix(part string) rules.Citation {
	section := "Appendix I"
	if part != "" {
		section += ", " + part
	}
	return rules.Citation{Document: rules.GuidelinesCM, Section: section}
}

// A diagnosis is one of a claim, with its code and indicator read.
type diagnosis struct {
	at   rules.Place
	text string  // the code as written
	code cm.Code // zero where malformed, or ICD-9
	poa  cm.POA
}

// subject is a diagnosis at the beginning of a message.
func subject(code string) string { return cmp.Or(code, "A diagnosis without a code") }

// diagnoses calls fn for every diagnosis whose indicator is a legal one.
func diagnoses(c *rules.Claim, r rules.Reporter, fn func(i int, d diagnosis)) {
	codes := r.Run().Diagnoses()
	for i, d := range c.Diagnoses {
		if poa, err := cm.ParsePOA(d.POA); err == nil {
			fn(i, diagnosis{rules.AtDiagnosis(i), d.Code, codes[i], poa})
		}
	}
}

// exempt returns whether a diagnosis is exempt, and reports to r where that is
// not known.
func (o Options) exempt(r rules.Reporter, d diagnosis) (exempt, known bool) {
	if o.Exempt != nil && d.code.IsValid() {
		exempt, known = o.Exempt(d.code, r.Run().Date())
	}
	if !known {
		r.Undecided("no list of exempt codes is at hand that holds on the day of discharge and has every code of the claim")
	}
	return exempt, known
}

// whereExempt calls fn for the diagnoses that carry an indicator of the given
// ones and whose code is exempt, or is not.
func (o Options) whereExempt(c *rules.Claim, r rules.Reporter, exempt bool, indicators string, fn func(diagnosis)) {
	diagnoses(c, r, func(_ int, d diagnosis) {
		if strings.IndexByte(indicators, byte(d.poa)) < 0 {
			return
		}
		if is, known := o.exempt(r, d); known && is == exempt {
			fn(d)
		}
	})
}

// reports says whether the hospital has to report indicators, and tells r where
// it has not, or where the claim does not tell.
func reports(c *rules.Claim, r rules.Reporter) bool {
	switch c.PresentOnAdmission() {
	case rules.ReportingNotAsked:
		r.NotApplicable("the claim is not of an acute care hospital under prospective payment, which alone reports")
	case rules.ReportingUnknown:
		r.Undecided("no diagnosis has an indicator, and nothing (type of bill, CCN, taxonomy) tells whether the hospital has to report")
	default:
		return true
	}
	return false
}
