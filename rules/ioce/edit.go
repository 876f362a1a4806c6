package ioce

import (
	"fmt"
	"io"

	"github.com/medcode/medcode/hcpcs/opps"
)

// An Edit is one edit of the I/OCE, in its numbering.
type Edit struct {
	Number uint8
	Name   string
	Says   string // what it requires
	State  State
	Needs  string // the tables that decide it, or what is missing

	// Claims that have the edit and that have it not, in the notation of package
	// claimtest; of edits that are judged here.
	Fails, Passes []string
}

// Class returns what the edit does.
func (e Edit) Class() opps.Class { return opps.ClassOf(e.Number) }

// A State is whether an edit is judged here.
type State uint8

// The states.
const (
	Done       State = iota + 1 // judged, with the tables named
	Partly                      // judged as far as published tables go
	NeedsTable                  // not judged: a table is missing
	NotDone                     // not judged for another reason
	OutOfScope                  // about claims of other providers, or judged elsewhere
	Ended                       // not in force in 2025
)

var stateNames = [...]string{"", "done", "partly", "needs a table", "not done", "out of scope", "ended"}

// String says the state in words.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return ""
}

// Edits returns all edits by number.
func Edits() []Edit { return append([]Edit(nil), edits...) }

// EditOf returns the edit of a number, and whether there is one.
func EditOf(number uint8) (Edit, bool) {
	for _, e := range edits {
		if e.Number == number {
			return e, true
		}
	}
	return Edit{}, false
}

// WriteEdits writes the table of all edits as Markdown: EDITS.md of this package.
func WriteEdits(w io.Writer) error {
	if _, err := io.WriteString(w, "# Edits of the I/OCE\n\nMade by `go test ./rules/ioce -run TestEditsTable -update`. Numbers and dispositions are the I/OCE's (version 26.0, January 2025); sentences are ours.\n\n| no. | edit | does | here | decided by, or what is missing |\n|---|---|---|---|---|\n"); err != nil {
		return err
	}
	for _, e := range edits {
		if _, err := fmt.Fprintf(w, "| %d | %s. %s | %s | %s | %s |\n", e.Number, e.Name, e.Says, e.Class(), e.State, e.Needs); err != nil {
			return err
		}
	}
	return nil
}
