package mpfs

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/medcode/medcode"
)

// Since 2026 a release has relative values twice: those of participants in an
// alternative payment model who qualify ("QPP"), and those of all others. The
// files differ in the conversion factor, and in the pricing indicator, which is
// the same in all rows of a file.
const (
	pricedQualifying = "1"
	pricedOther      = "9"
)

// qualifyingName finds what names the participants in files without the
// indicator: PPRRVU2026_Jan_QPP.txt, against PPRRVU2026_Jan_nonQPP.txt.
var qualifyingName = regexp.MustCompile(`(?i)(NON)?[-_ ]?(?:QPP|QP|APM)(?:[^A-Z]|$)`)

// sortQualifying gives the files of the participants their own role.
func (b *builder) sortQualifying() {
	b.found[rvus] = slices.DeleteFunc(b.found[rvus], func(in input) bool {
		if !b.qualifies(in) {
			return false
		}
		b.found[qualifyingRVUs] = append(b.found[qualifyingRVUs], in)
		return true
	})
}

// errSampled ends the reading of a sample.
var errSampled = errors.New("the first row is read")

// qualifies reports whether a file is that of the participants, by the pricing
// indicator of its first row, or else its name. What is wrong with a file is
// told when it is read.
func (b *builder) qualifies(in input) bool {
	first := &builder{limits: b.limits, sample: true}
	first.index = map[uint64]int32{}
	if err := first.readRVUsOf(in); errors.Is(err, errSampled) {
		switch first.rows[0].Pricing {
		case pricedQualifying:
			return true
		case pricedOther:
			return false
		}
	}
	m := qualifyingName.FindStringSubmatch(in.entry.Base())
	return m != nil && m[1] == ""
}

// noRVUs is the error of a release without relative values, or with those of
// the participants alone.
func (b *builder) noRVUs() error {
	if found := b.found[qualifyingRVUs]; len(found) > 0 {
		return &medcode.FileError{File: found[0].entry.Path, Err: fmt.Errorf("relative values of qualifying participants (QPP) without those of all others (nonQPP): %w", medcode.ErrNoFile)}
	}
	return b.in.Missing("file of relative values (PPRRVU)")
}

// readQualifying takes the conversion factor of the participants' file, whose
// rows must have the values of the file of all others.
func (b *builder) readQualifying(in input) error {
	fail := func(text, format string, a ...any) error {
		return &medcode.FileError{File: in.entry.Path, Text: text, Err: fmt.Errorf(format, a...)}
	}
	other := &builder{limits: b.limits}
	other.index = map[uint64]int32{}
	if err := other.readRVUsOf(in); err != nil {
		return err
	}
	if len(other.rows) == 0 {
		return fail("", "no row of relative values: %w", medcode.ErrLayout)
	}
	if there, here := other.provenance.Release, b.provenance.Release; there != "" && here != "" && there != here {
		return fail(there, "qualifying participants' values of %s, beside those of all others of %s: %w", there, here, medcode.ErrLayout)
	}
	b.qualifying = other.rows[0].ConversionFactor
	differ, first := 0, ""
	for _, row := range other.rows {
		if row.ConversionFactor != b.qualifying {
			return fail(row.Code.String(), "conversion factors of %s and %s in one file: %w", b.qualifying, row.ConversionFactor, medcode.ErrLayout)
		}
		have := b.row(row.Code, modKey(row.Modifier.Key()))
		if have != nil {
			row.ConversionFactor, row.Pricing = have.ConversionFactor, have.Pricing
		}
		if have == nil || row != *have {
			if differ++; differ == 1 {
				first = row.Code.String() + row.Modifier.String()
			}
		}
	}
	if differ > 0 {
		b.diag(medcode.Diagnostic{File: in.entry.Path, Kind: medcode.KindFilesDiffer, Text: first,
			Message: fmt.Sprintf("%d rows of qualifying participants are not as those of all others, which stand; this is the first", differ)})
	}
	return nil
}
