package rules

import "github.com/medcode/medcode"

// A Rule is one rule: what it says, where it is published, when and to what it
// applies, and what a finding under it means.
type Rule struct {
	ID   string // pack, dot, kebab-case name, never changed: "mce.age-conflict"
	Name string // a title: "Age conflict"
	Says string // what it requires, in a paragraph that a biller understands

	// Fails and Passes are samples: claims that the rule finds something in, and
	// claims that are near and in which it finds nothing, in the notation of
	// package claimtest. They are its tests and stand in the catalogue.
	Fails, Passes []string

	Citations []Citation     // the first is the one findings carry
	InForce   medcode.Period // dates of the claim on which it holds; the zero Period is every date
	Settings  Settings       // claims that it is about; the zero Settings is all

	Severity    Severity
	Disposition Disposition

	// Needs says what the rule must know to judge, and so when it can't.
	Needs string

	// Check judges a claim, through r. Nil in a pack that has a Check of its own.
	Check func(c *Claim, r Reporter)
}

// A Pack is the rules of one source.
type Pack struct {
	Name  string // lower case, the first part of its rules' IDs: "mce"
	Title string // "Medicare Code Editor"
	Rules []Rule
	// Sources says what the rules were read from, where they come from files.
	Sources []medcode.Provenance

	// Check, if not nil, judges a claim by all rules at once, in place of the
	// Check of each: for rules that one pass decides together. It reports
	// through run.Rule(i), where i indexes Rules.
	Check func(c *Claim, run *Run)

	// Edition, if not nil, returns a citation as it is for claims of a date: the
	// document of the year that holds then. Findings carry what it returns.
	Edition func(c Citation, on medcode.Date) Citation

	// Release, if not nil, names the release that the rules judge claims of a date
	// by, "ICD-10-CM 2026". Findings that don't say their own carry it.
	Release func(on medcode.Date) string
}
