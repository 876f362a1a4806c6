package mce

import (
	"iter"
	"strconv"
)

// An Answer is what the editor says of a record. One that is used again for
// the next record allocates nothing.
type Answer struct {
	Version    int // of the editor: 431
	Type       Type
	Claim      Edits   // of the claim as a whole: age, sex, discharge status, the admitting diagnosis
	Diagnoses  []Edits // of each diagnosis, in the record's order
	Procedures []Edits // of each procedure, in the record's order
	// Admitting is what the editor marks on the admitting diagnosis. It does
	// not count these, and only its InvalidAdmitting is in Claim too.
	Admitting Edits

	counts [numEdits]int32
	flags  []Flags // scratch
}

// Count returns how often the claim has an edit: once for those of the claim
// as a whole and Bilateral, else once for each code.
func (a *Answer) Count(e Edit) int {
	if int(e) >= len(a.counts) {
		return 0
	}
	return int(a.counts[e])
}

// Counts yields the edits of the claim with how often it has each, in order.
func (a *Answer) Counts() iter.Seq2[Edit, int] {
	return func(yield func(Edit, int) bool) {
		for e, n := range a.counts {
			if n > 0 && !yield(Edit(e), int(n)) {
				return
			}
		}
	}
}

// AppendTSV appends the answer as one line without its end: the id, the
// version, the type, the counts, the edits of the diagnoses and of the
// procedures, separated by tabs. Counts are EDIT=n joined by "+", in
// alphabetical order; the edits of a code are joined by "+", codes by ",".
func (a *Answer) AppendTSV(b []byte, id string) []byte {
	b = append(append(b, id...), '\t')
	b = append(strconv.AppendInt(b, int64(a.Version), 10), '\t')
	b = append(append(b, a.Type.String()...), '\t')
	start := len(b)
	for e, n := range a.Counts() {
		if len(b) > start {
			b = append(b, '+')
		}
		b = append(append(b, e.String()...), '=')
		b = strconv.AppendInt(b, int64(n), 10)
	}
	for _, codes := range [2][]Edits{a.Diagnoses, a.Procedures} {
		b = append(b, '\t')
		for i, s := range codes {
			if i > 0 {
				b = append(b, ',')
			}
			b, _ = s.AppendText(b)
		}
	}
	return b
}
