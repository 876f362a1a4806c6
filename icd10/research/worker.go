package research

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/medcode/medcode"
)

// A worker turns lines into diagnoses, units and rows. Its memory is reused
// from chunk to chunk.
type worker struct {
	r      *run
	rec    record
	dx     []Diagnosis
	unit   Unit
	row    Row
	codes  [systems]map[string]Code // parsed before, by system; the zero Code where they don't parse
	stays  map[string]bool          // of the person at hand, to see one that comes back
	passed bool                     // over a code of another system, of the unit at hand
	report Report
	other  error
	res    *result
}

func newWorker(r *run) *worker {
	w := &worker{r: r, stays: map[string]bool{}, row: Row{format: r.options.Output, names: r.names}}
	for i := range w.codes {
		w.codes[i] = map[string]Code{}
	}
	return w
}

// chunk scores a chunk of whole persons.
func (w *worker) chunk(j *job) *result {
	w.res, w.report, w.other = &result{}, Report{}, nil
	w.row.b, w.passed = w.row.b[:0], false
	var person, stay []byte
	open := false
	clear(w.stays)
	n := j.line
	for l := range bytes.Lines(j.chunk) {
		n++
		line := bytes.TrimRight(l, "\r\n")
		if len(line) == 0 {
			continue
		}
		if w.res.err = w.split(line, n); w.res.err != nil {
			break
		}
		p, s := w.rec.at(w.r.plan.person), w.rec.at(w.r.plan.stay)
		newPerson := !open || !bytes.Equal(p, person)
		if open && (newPerson || w.r.options.Per == PerStay && !bytes.Equal(s, stay)) {
			if w.res.err = w.score(person, stay, n); w.res.err != nil {
				break
			}
		}
		if w.res.err = w.turn(person, stay, p, s, open, newPerson, n); w.res.err != nil {
			break
		}
		if newPerson {
			person = append(person[:0], p...)
		}
		stay = append(stay[:0], s...)
		open = true
		w.diagnoses(n, &w.dx)
	}
	if w.res.err == nil && open {
		w.res.err = w.score(person, stay, n)
		w.res.last = bytes.Clone(person)
	}
	w.res.rows = bytes.Clone(w.row.b)
	w.res.report, w.res.other = w.report, w.other
	return w.res
}

func (w *worker) split(line []byte, n int) error {
	err := w.r.plan.split(line, &w.rec)
	if err == nil && len(w.rec.at(w.r.plan.person)) == 0 {
		err = fmt.Errorf("a record without a person: %w", medcode.ErrSyntax)
	}
	if err != nil {
		return &medcode.FileError{Line: n, Err: err}
	}
	w.report.Records++
	return nil
}

// turn checks the order where a new person or stay begins.
func (w *worker) turn(person, stay, p, s []byte, open, newPerson bool, line int) error {
	switch {
	case !open:
		w.res.first, w.res.firstLine = bytes.Clone(p), line
	case newPerson:
		if err := w.r.options.Order.check(person, p, line); err != nil {
			return err
		}
	}
	if w.r.options.Per != PerStay || open && !newPerson && bytes.Equal(s, stay) {
		return nil
	}
	if newPerson {
		clear(w.stays)
	}
	if w.stays[string(s)] {
		return &medcode.FileError{Line: line, Text: string(s), Err: fmt.Errorf("a stay whose records don't stand together: %w", ErrUnsorted)}
	}
	w.stays[string(s)] = true
	return nil
}

// score writes the row of the unit gathered so far. One that lacks a code of
// another system would be wrong, and is left out unless the caller passes over those.
func (w *worker) score(person, stay []byte, line int) error {
	if w.passed && !w.r.options.OtherSystems {
		w.report.LeftOut++
		w.dx, w.passed = w.dx[:0], false
		return nil
	}
	w.passed = false
	w.unit = Unit{Person: person, Diagnoses: w.dx}
	if w.r.options.Per == PerStay {
		w.unit.Stay = stay
	}
	if f := w.r.options.Window; f != nil {
		w.unit.Window = f(string(person))
	}
	w.report.Units++
	if !slices.ContainsFunc(w.dx, func(d Diagnosis) bool { return d.Principal }) {
		w.report.NoPrincipal++
	}
	w.row.begin()
	w.row.bytes(person)
	if w.unit.Stay != nil {
		w.row.bytes(stay)
	}
	w.holds()
	for _, s := range w.r.scorers {
		if err := s.Score(&w.unit, &w.row); err != nil {
			return &medcode.FileError{Line: line, Text: string(person), Err: err}
		}
	}
	w.row.end()
	w.dx = w.dx[:0]
	return nil
}

// holds counts the diagnoses of the unit that the scorers' releases don't hold, and
// the procedures for those that look at procedures.
func (w *worker) holds() {
	n := 0
	for _, s := range w.r.scorers {
		h, ok := s.(Holder)
		if !ok {
			continue
		}
		if n == len(w.report.Releases) {
			w.report.Releases = append(w.report.Releases, ReleaseReport{Release: h.Provenance().String()})
		}
		p, ok := s.(proceduralScorer)
		procedures := ok && p.procedural()
		for i := range w.dx {
			if c := w.dx[i].Code; (procedures || !c.System().IsProcedure()) && !h.Holds(c) {
				w.report.Releases[n].NotHeld++
			}
		}
		n++
	}
}

// changeover is the first day of ICD-10-CM in the United States.
var changeover = medcode.MustParseDate("2015-10-01")

// systemOn returns the system of a diagnosis whose record doesn't say it. A code
// that isn't of its form is tried as of the table's system.
func (w *worker) systemOn(date medcode.Date) System {
	s := w.r.plan.system
	by := ICD10CM
	if date.Before(changeover) {
		by = ICD9CM
	}
	if date.IsZero() || s == ICD10 || s.IsProcedure() || s == by {
		return s
	}
	return by
}

// date reads a date, the zero Date where the field is empty or holds none.
func (w *worker) date(slot, line int) medcode.Date {
	b := bytes.TrimSpace(w.rec.at(slot))
	if len(b) == 0 {
		return medcode.Date{}
	}
	date, ok := parseDay(b, w.r.dates)
	if !ok {
		w.report.BadDates++
		w.defect(line, medcode.KindMissingDate, b, "no date; the code counts as without one")
	}
	return date
}

// diagnoses appends those of the record at hand, and its procedures.
func (w *worker) diagnoses(line int, to *[]Diagnosis) {
	p := w.r.plan
	date, ok := w.date(p.date, line), true
	from, none := len(*to), true
	for _, x := range p.dx {
		text := bytes.TrimSpace(w.rec.at(x.code))
		if len(text) == 0 {
			continue
		}
		none = false
		d := Diagnosis{Date: date}
		if d.Code, ok = w.code(text, w.rec.at(x.system), date, line); !ok {
			continue
		}
		if d.POA, ok = parseIndicator(w.rec.at(x.poa)); !ok {
			w.report.BadPOA++
			w.defect(line, medcode.KindMissingPOA, w.rec.at(x.poa), "no present-on-admission indicator; taken for a blank")
		}
		d.Principal = x.first || isTrue(w.rec.at(x.principal))
		*to = append(*to, w.counted(d))
	}
	if added := (*to)[from:]; len(added) > 1 && p.dx[0].first && added[0].Principal {
		for i := range added {
			added[i].Principal = added[i].Code == added[0].Code
		}
	}
	for _, x := range p.px {
		text := bytes.TrimSpace(w.rec.at(x.code))
		if len(text) == 0 {
			continue
		}
		none = false
		d := Diagnosis{Date: date}
		if own := w.date(x.date, line); !own.IsZero() {
			d.Date = own
		}
		if d.Code, ok = w.procedure(text, w.rec.at(x.system), d.Date, line); !ok {
			continue
		}
		*to = append(*to, w.counted(d))
	}
	if none {
		w.report.BadCodes++
		w.defect(line, medcode.KindMissingCode, nil, "a record without a code")
	}
}

// counted counts a diagnosis or procedure in the report.
func (w *worker) counted(d Diagnosis) Diagnosis {
	if d.Code.System().IsProcedure() {
		w.report.Procedures++
	} else {
		w.report.Diagnoses++
	}
	if d.Date.IsZero() {
		w.report.NoDates++
	}
	return d
}

// procedure parses a code of a column of procedures, or counts why it can't.
func (w *worker) procedure(text, system []byte, date medcode.Date, line int) (Code, bool) {
	s := ICD10PCS
	if !date.IsZero() && date.Before(changeover) {
		s = ICD9Procedure
	}
	if system = bytes.TrimSpace(system); len(system) > 0 {
		said, err := parseSystem(system)
		if err != nil {
			w.report.BadCodes++
			w.defect(line, medcode.KindUnknownSystem, system, "no system of procedure codes; the procedure is passed over")
			return Code{}, false
		}
		if s = ICD10PCS; said == ICD9CM || said == ICD9Procedure {
			s = ICD9Procedure
		}
	}
	c := w.parsed(s, text)
	if !c.IsValid() {
		w.report.BadCodes++
		w.defect(line, medcode.KindMissingCode, text, "no code of "+s.String()+"; the procedure is passed over")
	}
	return c, c.IsValid()
}

// code parses a code, or counts why it can't.
func (w *worker) code(text, system []byte, date medcode.Date, line int) (Code, bool) {
	s := w.r.plan.system
	if len(bytes.TrimSpace(system)) == 0 {
		if by := w.systemOn(date); by != s {
			if c := w.parsed(by, text); c.IsValid() {
				w.report.ByDate++
				return c, true
			}
		}
	}
	if system = bytes.TrimSpace(system); len(system) > 0 {
		var err error
		if s, err = parseSystem(system); err != nil {
			w.report.BadCodes++
			w.defect(line, medcode.KindUnknownSystem, system, "no system of diagnosis codes; the diagnosis is passed over")
			return Code{}, false
		}
	}
	if c := w.parsed(s, text); c.IsValid() {
		return c, true
	}
	if other, ok := otherSystem(s, text); ok {
		w.report.OtherSystems++
		w.passed = true
		w.defect(line, medcode.KindOtherSystem, text, "not of the form of "+s.String()+", but of "+other.String()+"; the diagnosis is passed over")
		if w.other == nil {
			w.other = &medcode.FileError{Line: line, Text: string(text),
				Err: fmt.Errorf("not of the form of %s, but of %s: %w", s, other, ErrSystems)}
		}
		return Code{}, false
	}
	w.report.BadCodes++
	w.defect(line, medcode.KindMissingCode, text, "no code; the diagnosis is passed over")
	return Code{}, false
}

// parsed parses a code of a system, or remembers it; the zero Code is none.
func (w *worker) parsed(s System, text []byte) Code {
	known := w.codes[s]
	c, ok := known[string(text)]
	if !ok {
		if len(known) > 1<<17 {
			clear(known) // a table of nothing but bad codes must not fill the memory
		}
		c, _ = parseCode(s, text)
		known[string(text)] = c
	}
	return c
}

// otherSystem returns the system that has codes of the form of text, if s hasn't.
func otherSystem(s System, text []byte) (System, bool) {
	for _, other := range []System{ICD10CM, ICD9CM} {
		if _, err := parseCode(other, text); other != s && err == nil {
			return other, true
		}
	}
	return 0, false
}

func (w *worker) defect(line int, kind medcode.DiagnosticKind, text []byte, message string) {
	if len(w.report.First) < mostDefects {
		w.report.First = append(w.report.First, medcode.Diagnostic{Line: line, Kind: kind, Text: string(text), Message: message})
	}
}

// gather adds the diagnoses of a line to its unit.
func (w *worker) gather(units map[string]*gathered, line []byte, n int) error {
	if len(line) == 0 {
		return nil
	}
	if err := w.split(line, n); err != nil {
		return err
	}
	key := slices.Clone(w.rec.at(w.r.plan.person))
	person := len(key)
	if w.r.options.Per == PerStay {
		key = append(append(key, 0), w.rec.at(w.r.plan.stay)...)
	}
	u := units[string(key)]
	if u == nil {
		u = &gathered{person: string(key[:person])}
		if person < len(key) {
			u.stay = string(key[person+1:])
		}
		units[string(key)] = u
	}
	w.passed = false
	w.diagnoses(n, &u.dx)
	u.passed = u.passed || w.passed
	return nil
}

// gatheredUnits scores some of the units.
func (w *worker) gatheredUnits(units map[string]*gathered, keys []string) *result {
	w.res = &result{}
	for _, k := range keys {
		u := units[k]
		w.dx, w.passed = u.dx, u.passed
		if w.res.err = w.score([]byte(u.person), []byte(u.stay), 0); w.res.err != nil {
			break
		}
	}
	w.res.rows, w.res.report = w.row.b, w.report
	return w.res
}
