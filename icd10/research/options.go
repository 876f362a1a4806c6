package research

import (
	"errors"
	"slices"

	"github.com/medcode/medcode"
)

// Order is what is known of the order of a table's persons.
type Order uint8

// The orders. Records of a person stand together in the sorted ones.
const (
	Unsorted        Order = iota // nothing: all persons are held in memory
	SortedByText                 // persons ascend as texts, byte by byte
	SortedByNumber               // persons are whole numbers and ascend
	SortedDownwards              // persons are whole numbers and descend, as CMS's synthetic beneficiaries do
)

// Per is what a row of the output is about.
type Per uint8

// The units.
const (
	PerPerson Per = iota
	PerStay
)

// Errors of tables that would give a wrong answer.
var (
	ErrUnsorted = errors.New("not in the declared order")
	ErrSystems  = errors.New("codes of another system than declared")
)

// Options are what Run takes beside its input. The zero value is one row per
// person of an unsorted table, written as CSV, by all cores.
type Options struct {
	Per     Per
	Order   Order
	Output  Format
	Name    string // of the input, for errors and diagnostics
	Workers int    // goroutines; 0 for as many as there are processors. The output is the same for any number.
	// Window gives the days whose diagnoses count for a person, such as
	// LookBack of an index date; nil counts all. It is called by many
	// goroutines.
	Window func(person string) medcode.Period
	// OtherSystems passes over codes that have the form of another system than
	// their table's, which otherwise end in ErrSystems and cost their units a row.
	OtherSystems bool
	Limits       medcode.Limits // LineBytes, and EntryBytes for all records of one person
	Progress     medcode.Progress
	Size         int64 // bytes of the input, for Progress; 0 when unknown
}

// A Report counts what Run met. Codes, dates and indicators that can't be read
// are passed over; their numbers tell whether the result can be trusted.
type Report struct {
	Records      int64 `json:"records"`
	Units        int64 `json:"units"`       // rows written
	NoPrincipal  int64 `json:"noPrincipal"` // rows written of units without a principal diagnosis
	Diagnoses    int64 `json:"diagnoses"`
	Procedures   int64 `json:"procedures,omitempty"` // codes of procedures
	BadCodes     int64 `json:"badCodes"`             // no code of any system; and records with no code at all
	OtherSystems int64 `json:"otherSystems"`         // of the form of another system than declared
	// LeftOut counts the units that have no row since a code of theirs is of
	// another system, which ends in ErrSystems.
	LeftOut  int64 `json:"leftOut,omitempty"`
	BadDates int64 `json:"badDates"`
	NoDates  int64 `json:"noDates"` // codes without a date: outside of every window
	BadPOA   int64 `json:"badPOA"`
	// ByDate counts diagnoses whose record didn't say its system and whose date
	// decided against the table's: ICD-9-CM before October 1, 2015, ICD-10-CM from
	// then on (45 CFR 162.1002).
	ByDate int64 `json:"byDate"`
	// Releases say what each scorer was of, and how many diagnoses had a code that
	// its release doesn't hold, or of a system that it isn't for; procedures count
	// only with a scorer that looks at them.
	Releases []ReleaseReport `json:"releases,omitempty"`
	// Dates says in which order day and month of dates such as 4/5/2026 were read,
	// by the first of them; empty where none is written so.
	Dates string `json:"dates,omitempty"`
	// First are the first defects, at most 20, in the order of the table.
	First []medcode.Diagnostic `json:"first,omitempty"`
}

// A ReleaseReport is what Run tells of a scorer that knows its release.
type ReleaseReport struct {
	Release string `json:"release"`
	NotHeld int64  `json:"notHeld"`
}

const mostDefects = 20

func (r *Report) add(s *Report) {
	r.Records += s.Records
	r.Units += s.Units
	r.LeftOut += s.LeftOut
	r.NoPrincipal += s.NoPrincipal
	r.Diagnoses += s.Diagnoses
	r.Procedures += s.Procedures
	r.BadCodes += s.BadCodes
	r.OtherSystems += s.OtherSystems
	r.BadDates += s.BadDates
	r.NoDates += s.NoDates
	r.BadPOA += s.BadPOA
	r.ByDate += s.ByDate
	if r.Releases == nil && s.Releases != nil {
		r.Releases = slices.Clone(s.Releases)
	} else {
		for i := range s.Releases {
			r.Releases[i].NotHeld += s.Releases[i].NotHeld
		}
	}
	r.First = append(r.First, s.First[:min(len(s.First), mostDefects-len(r.First))]...)
}
