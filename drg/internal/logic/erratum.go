package logic

import "strings"

// An Erratum is a place where CMS's grouper contradicts its manual, or the
// manual itself.
type Erratum struct {
	Name      string
	Versions  string // "40-41.1", "*" for all
	Manual    string // the place
	Says      string // what is printed there
	Reference string // what the software does
	Example   string // a claim: PDX secondary | procedures -> DRG
	Changes   []string
}

// Holds reports whether e applies to a version of the manual.
func (e *Erratum) Holds(version string) bool {
	if e.Versions == "*" {
		return true
	}
	from, to, _ := strings.Cut(e.Versions, "-")
	return (from == "" || CompareVersions(version, from) >= 0) && (to == "" || CompareVersions(version, to) <= 0)
}

// ErratumList is the name of the lists that errata add.
const ErratumList = "erratum"
