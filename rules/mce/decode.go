package mce

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"github.com/medcode/medcode"
)

// The fields of the root message of mce.bin, as its descriptor numbers them.
const (
	rootAgeRanges = iota + 1
	rootStatuses
	rootICD10Diagnoses
	rootICD10Procedures
	rootICD9Diagnoses
	rootICD9Procedures
	rootDateFormat
	rootVersion
	rootTermination
)

const dateFormat = "yyyyMMdd"

// isTable reports whether data looks like mce.bin: it begins with the age
// ranges, and names its date format near the end.
func isTable(data []byte) bool {
	tail := data[max(0, len(data)-64):]
	mark := append([]byte{rootDateFormat<<3 | byte(lengthy), byte(len(dateFormat))}, "yyyy"...)
	return len(data) > 0 && data[0] == rootAgeRanges<<3|byte(lengthy) && bytes.Contains(tail, mark)
}

// A decoder reads mce.bin.
type decoder struct {
	file     string
	out      *Release
	end      medcode.Date
	unknown  map[string]bool // what has a diagnostic already
	earliest medcode.Date    // of all rows
}

func decode(file string, data []byte) (*Release, error) {
	d := decoder{file: file, out: &Release{}, unknown: map[string]bool{}, earliest: forever}
	if err := d.each(wire{data: data}, d.root); err != nil {
		return nil, err
	}
	r := d.out
	for list, t := range r.tables {
		switch {
		case len(t.keys) > 0:
		case List(list) == ICD10Diagnoses, List(list) == ICD10Procedures:
			return nil, fmt.Errorf("no rows in code table %d: %w", list+rootICD10Diagnoses, medcode.ErrLayout)
		default:
			d.diagnose(medcode.KindMissingPart, fmt.Sprint(list+rootICD10Diagnoses), "no codes of ICD-9-CM, every one is unknown")
		}
	}
	if r.version <= 0 || d.end.IsZero() {
		return nil, fmt.Errorf("no version or no termination date: %w", medcode.ErrLayout)
	}
	r.dates = medcode.Period{From: d.earliest, To: d.end}
	r.provenance = medcode.Provenance{System: "Medicare Code Editor", Release: releaseName(r.version), Effective: r.dates}
	return r, nil
}

// releaseName returns 43.1 for 431.
func releaseName(version int) string {
	return fmt.Sprintf("%d.%d", version/10, version%10)
}

// each calls fn for every field of a message.
func (d *decoder) each(w wire, fn func(*wire) error) error {
	for {
		more, err := w.next()
		if err != nil || !more {
			return err
		}
		if err := fn(&w); err != nil {
			return err
		}
	}
}

func (d *decoder) root(w *wire) (err error) {
	switch {
	case w.field == rootVersion && w.kind == varint:
		d.out.version = int(int32(w.value))
	case w.kind != lengthy:
		d.skipped("root", w)
	case w.field == rootAgeRanges:
		err = d.each(w.message(), func(w *wire) error { return d.entry("age range", w, d.ageRange) })
	case w.field == rootStatuses:
		err = d.each(w.message(), func(w *wire) error { return d.entry("discharge status", w, d.status) })
	case w.field >= rootICD10Diagnoses && w.field <= rootICD9Procedures:
		err = d.table(w)
	case w.field == rootDateFormat:
		if string(w.bytes) != dateFormat {
			err = fmt.Errorf("dates written %q, want %s: %w", w.bytes, dateFormat, medcode.ErrLayout)
		}
	case w.field == rootTermination:
		d.end, err = d.date(w)
	default:
		d.skipped("root", w)
	}
	return err
}

// entry calls fn with the entry message in field 1 of a list message.
func (d *decoder) entry(what string, w *wire, fn func(wire) error) error {
	if w.field != 1 || w.kind != lengthy {
		d.skipped(what+" list", w)
		return nil
	}
	return fn(w.message())
}

func (d *decoder) ageRange(m wire) error {
	var a AgeRange
	err := d.each(m, func(w *wire) (err error) {
		switch {
		case w.field == 1 && w.kind == lengthy:
			a.Group = string(w.bytes)
		case w.field == 2 && w.kind == varint:
			a.From = int(int32(w.value))
		case w.field == 3 && w.kind == varint:
			a.To = int(int32(w.value))
		case w.field == 4 && w.kind == lengthy:
			a.Period.From, err = d.date(w)
		case w.field == 5 && w.kind == lengthy:
			a.Period.To, err = d.date(w)
		default:
			d.skipped("age range", w)
		}
		return err
	})
	if err == nil && ageGroup(a.Group) == 0 {
		d.diagnose(medcode.KindUnknownAgeGroup, a.Group, "an age group the editor does not know; left out")
		return nil
	}
	d.out.ages = append(d.out.ages, a)
	return err
}

func (d *decoder) status(m wire) error {
	var s Status
	err := d.each(m, func(w *wire) (err error) {
		switch {
		case w.field == 1 && w.kind == varint:
			s.Code = int(int32(w.value))
		case w.field == 2 && w.kind == lengthy:
			s.Period.From, err = d.date(w)
		case w.field == 3 && w.kind == lengthy:
			s.Period.To, err = d.date(w)
		default:
			d.skipped("discharge status", w)
		}
		return err
	})
	d.out.statuses = append(d.out.statuses, s)
	return err
}

func (d *decoder) table(w *wire) error {
	t := &d.out.tables[w.field-rootICD10Diagnoses]
	if t.keys != nil {
		return fmt.Errorf("byte %d: code table %d occurs twice: %w", w.at, w.field, medcode.ErrLayout)
	}
	var codes []history
	places := map[key]int{}
	err := d.each(w.message(), func(w *wire) error {
		return d.entry("code", w, func(m wire) error {
			k, s, err := d.row(m)
			if err != nil {
				return err
			}
			i, ok := places[k]
			if !ok {
				i = len(codes)
				places[k] = i
				codes = append(codes, history{key: k})
			}
			codes[i].rows = append(codes[i].rows, s)
			return nil
		})
	})
	if err != nil {
		return err
	}
	for i := range codes {
		d.order(&codes[i])
	}
	*t, err = compile(codes)
	return err
}

func (d *decoder) row(m wire) (k key, s span, err error) {
	at := m.at
	s = span{to: forever, flags: known}
	err = d.each(m, func(w *wire) (err error) {
		switch {
		case w.kind != lengthy:
			d.skipped("code", w)
		case w.field == 1:
			if k = keyOf(string(w.bytes)); k == 0 {
				return fmt.Errorf("byte %d: code %q: want 1 to 7 letters and digits: %w", w.start, clip(w.bytes), medcode.ErrSyntax)
			}
		case w.field == 2:
			s.from, err = d.date(w)
		case w.field == 3:
			var to medcode.Date
			if to, err = d.date(w); !to.IsZero() {
				s.to = to
			}
		case w.field == 4:
			s.flags |= d.flag(w.bytes)
		default:
			d.skipped("code", w)
		}
		return err
	})
	if err == nil && (k == 0 || s.from.IsZero()) {
		err = fmt.Errorf("byte %d: a row without code or start date: %w", at, medcode.ErrSyntax)
	}
	if err == nil && s.from.Before(d.earliest) {
		d.earliest = s.from
	}
	return k, s, err
}

// order sorts the rows of a code by date and reports what overlaps.
func (d *decoder) order(h *history) {
	slices.SortStableFunc(h.rows, func(a, b span) int { return a.from.Compare(b.from) })
	for i, s := range h.rows {
		if s.to.Before(s.from) || i > 0 && !s.from.After(h.rows[i-1].to) {
			d.diagnose(medcode.KindOverlap, h.key.String(), "rows of a code that overlap or end before they start; the first that holds is used")
		}
	}
}

// flag returns the bit of a flag's name; the empty name stands for no flag.
func (d *decoder) flag(name []byte) Flags {
	if len(name) == 0 {
		return 0
	}
	f, ok := flagOf(string(name))
	if !ok {
		d.diagnose(medcode.KindUnknownFlag, string(name), "a flag the editor does not know; the edit that turns on it is not made")
	}
	return f
}

// date reads a date field; an empty one is the zero Date.
func (d *decoder) date(w *wire) (medcode.Date, error) {
	if len(w.bytes) == 0 {
		return medcode.Date{}, nil
	}
	on, err := medcode.ParseDate(string(w.bytes))
	if err != nil {
		err = fmt.Errorf("byte %d: %w", w.start, err)
	}
	return on, err
}

func (d *decoder) skipped(where string, w *wire) {
	d.diagnose(medcode.KindUnknownField, where+" field "+strconv.Itoa(w.field), "a field the editor does not know; left out")
}

// mostDiagnostics bounds what a hostile file can make the reader keep.
const mostDiagnostics = 1000

// diagnose adds a diagnostic, once for each text.
func (d *decoder) diagnose(kind medcode.DiagnosticKind, text, message string) {
	if len(d.unknown) == mostDiagnostics {
		kind, text, message = medcode.KindTooMany, "", "too many defects to list them all"
	}
	if id := string(kind) + " " + text; !d.unknown[id] && len(d.unknown) <= mostDiagnostics {
		d.unknown[id] = true
		d.out.diagnostics = append(d.out.diagnostics, medcode.Diagnostic{File: d.file, Kind: kind, Text: text, Message: message})
	}
}

func clip(b []byte) []byte { return b[:min(len(b), 40)] }
