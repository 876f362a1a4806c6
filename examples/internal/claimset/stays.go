package claimset

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

const peeked = 64 << 10

// Plain returns a file as text, decompressed, the first sheet of a workbook as CSV, and
// a note where a workbook has others.
func Plain(name string, src io.Reader) (in *bufio.Reader, note string, err error) {
	plain, err := source.Gunzip(src)
	if err != nil {
		return nil, "", &medcode.FileError{File: name, Err: err}
	}
	plain, others, err := xlsx.Text(name, plain, medcode.Limits{})
	if err != nil {
		return nil, "", err
	}
	if len(others) > 0 {
		note = name + ": the first sheet with rows is read, not " + strings.Join(others, ", ")
	}
	return bufio.NewReaderSize(plain, peeked), note, nil
}

// OfClaims reports whether a file, as Plain has it, holds claims and not stays, by its
// beginning: a format that only claims have, JSON that names a claim's parts, or a
// table that gives a birth date or service lines and no age as stays have it. Mapped
// says what columns hold.
func OfClaims(in *bufio.Reader, mapped map[string]string) bool {
	head, _ := in.Peek(peeked)
	switch claimfile.FormatOf(head) {
	case 0:
		return false
	case claimfile.JSONLines:
		text := bytes.TrimSpace(head)
		if first, _, _ := bytes.Cut(text, []byte{'\n'}); len(bytes.Trim(first, " \t\r[{")) > 0 {
			text = first
		}
		for _, key := range []string{`"patient"`, `"setting"`} {
			if i := bytes.Index(text, []byte(key)); i >= 0 && bytes.HasPrefix(bytes.TrimLeft(text[i+len(key):], " \t\r\n"), []byte{':'}) {
				return true
			}
		}
		return false
	case claimfile.CSV:
		line, _, _ := strings.Cut(strings.TrimLeft(string(head), " \t\r\n\ufeff"), "\n")
		has := map[string]bool{}
		for _, name := range strings.Split(line, string(columns.Separator(line))) {
			name = strings.Trim(name, "\"\r ")
			for from, to := range mapped {
				if strings.EqualFold(from, name) {
					name = to
				}
			}
			field, _ := columns.Field(name)
			has[field] = true
		}
		return has["id"] && !has["age"] && !has["age_days"] && has["birth"] || has["hcpcs"] || has["revenue"]
	}
	return true // the formats of claims alone
}

// Stay returns the stay that a claim is for, or why there is none to group.
func Stay(c *rules.Claim) (*stayfile.Record, error) {
	switch years, known := c.Years(); {
	case c.Setting != rules.Inpatient:
		return nil, errors.New("not inpatient")
	case c.ICD != rules.ICD10:
		return nil, errors.New("coded in ICD-9-CM, which no version here groups")
	case !known:
		return nil, errors.New("neither birth date nor age")
	case years < 0:
		return nil, errors.New("born after admission")
	}
	rec := &stayfile.Record{Stay: c.Stay()}
	for i, d := range rec.Diagnoses {
		if !d.Code.IsValid() {
			rec.Malformed = append(rec.Malformed, stayfile.Malformed{At: i, Text: c.Diagnoses[i].Code})
		}
	}
	for i, p := range rec.Procedures {
		if !p.Code.IsValid() {
			rec.Malformed = append(rec.Malformed, stayfile.Malformed{Procedure: true, At: i, Text: c.Procedures[i].Code})
		}
	}
	return rec, nil
}

// A Left counts claims that are no stays to group, by why.
type Left map[string]int

// Notes returns what there is to say of them.
func (l Left) Notes() []string {
	var said []string
	for _, why := range slices.Sorted(maps.Keys(l)) {
		said = append(said, fmt.Sprintf("%s left out: %s", command.Count(l[why], "claim"), why))
	}
	return said
}

// Stays yields the stays among the claims of a reader, and errors of reading; claims
// that are none are counted in left. An error that ends the file, or a file without
// stays, is the last and wraps [stayfile.ErrRest].
func Stays(name string, r *claimfile.Reader, left Left) iter.Seq2[*stayfile.Record, error] {
	return func(yield func(*stayfile.Record, error) bool) {
		read, stays := 0, 0
		var last error // which ends the file, perhaps
		for c, err := range r.All() {
			if last != nil && !yield(nil, last) {
				return
			}
			if last = err; err != nil {
				continue
			}
			read++
			rec, err := Stay(c)
			if err != nil {
				left[err.Error()]++
				continue
			}
			if stays++; !yield(rec, nil) {
				return
			}
		}
		switch {
		case r.Cut() && last != nil:
			yield(nil, fmt.Errorf("%w (%w)", last, stayfile.ErrRest))
			return
		case last != nil && !yield(nil, last):
			return
		}
		if stays == 0 {
			yield(nil, fmt.Errorf("%s: no stays among its %s (%w)", name, command.Count(read, "claim"), stayfile.ErrRest))
		}
	}
}

// OpenStays opens a set of files, as [Group] returns it, that hold stays or claims,
// and yields their stays as [Stays] does. A record is valid until the next one.
func OpenStays(names []string, stdin io.Reader, left Left) (all iter.Seq2[*stayfile.Record, error], notes func() []string, closing func() error, err error) {
	label := Label(names)
	if len(names) > 1 {
		r, closing, err := Open(names, stdin, claimfile.Options{})
		if err != nil {
			return nil, nil, nil, err
		}
		return Stays(label, r, left), func() []string { return told(r.Notes()) }, closing, nil
	}
	f, err := command.Open(names[0], stdin)
	if err != nil {
		return nil, nil, nil, err
	}
	in, note, err := Plain(label, f)
	if err != nil {
		return nil, nil, nil, errors.Join(err, f.Close())
	}
	var before []string
	if note != "" {
		before = []string{note}
	}
	if OfClaims(in, nil) {
		r := claimfile.NewReader(label, in, claimfile.Options{})
		return Stays(label, r, left), func() []string { return append(before, told(r.Notes())...) }, f.Close, nil
	}
	r, err := stayfile.NewReader(in, label)
	if err != nil {
		return nil, nil, nil, errors.Join(err, f.Close())
	}
	return r.All(), func() []string {
		all := before
		for _, n := range r.Notes() {
			all = append(all, label+": "+n)
		}
		return all
	}, f.Close, nil
}

func told(notes []medcode.Diagnostic) (all []string) {
	for _, n := range notes {
		all = append(all, n.String())
	}
	return all
}
