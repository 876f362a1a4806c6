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
	Changes   []Change
}

// A Change is what the compiler does about an erratum; errata.txt says what the
// kinds are.
type Change struct {
	Kind     string   // "hoist", "before", …
	N        int      // the DRG; of "assign" the MDC
	DRGs     []int    // of "before"
	Codes    []string // of "assign", "except", "count", "also" (how they begin), "keep-code", "unlisted"
	Sections []string // of "count", which may name a column behind it, "also", "within", "unasked"
	Row      string   // of "cells": the row as it is printed, without its DRG
	Cells    []string // of "cells": as they should be
	Labels   string   // of "label": "none" or "all"
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
