package cm

import (
	"fmt"
	"iter"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// A Library holds releases and answers by date, part by part: an update has
// the codes of its day, but the list of codes exempt from POA reporting, the
// notes or an index may stand in October's release of the same fiscal year, and
// what a code was before, or became, in the conversion table of another year.
// It doesn't change.
type Library struct {
	releases []*Release // by the day they begin
	coded    []*Release // those with codes
}

// NewLibrary returns a library of those releases. Two with codes that begin on
// the same day are an error: see [Release.Dated]. A release without codes, as
// one read from a list of exempt codes alone, answers for its parts beside the
// others; of several that have a part and begin on the same day the one given
// last does.
func NewLibrary(releases ...*Release) (*Library, error) {
	l := &Library{}
	for _, r := range releases {
		if r == nil || r.Len() > 0 {
			l.coded = append(l.coded, r)
		}
	}
	var err error
	if l.coded, err = shelf.Sort(l.coded); err != nil {
		return nil, err
	}
	l.releases = slices.Clone(releases)
	slices.SortStableFunc(l.releases, func(a, b *Release) int { return a.prov.Effective.From.Compare(b.prov.Effective.From) })
	return l, nil
}

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.releases) }

// On returns the release whose codes hold on a date of service (of a stay, the
// date of discharge): of those whose period contains it the one that begins
// last, so that from April 1 an April update stands before October's release.
// The error wraps [medcode.ErrDate].
func (l *Library) On(date medcode.Date) (*Release, error) {
	return shelf.On(l.coded, "ICD-10-CM", date)
}

// Part returns the release to ask for a part of the classification on a date:
// of those whose period contains it and which have the part, the one that
// begins last. Has looks at the parts of a release:
//
//	r, err := l.Part(on, func(p cm.Parts) bool { return p.Tabular })
//
// The error wraps [medcode.ErrDate].
func (l *Library) Part(on medcode.Date, has func(Parts) bool) (*Release, error) {
	return shelf.Part(l.releases, "ICD-10-CM", "a part", on, func(r *Release) bool { return has(r.parts) })
}

// Lookup returns the entry of a code or header in the release whose codes hold
// on a date; ok is false where that has it not, or there is no such release.
func (l *Library) Lookup(c Code, on medcode.Date) (e Entry, ok bool) {
	r, err := l.On(on)
	if err != nil {
		return Entry{}, false
	}
	return r.Lookup(c)
}

// Noted returns the entry of a code in the tabular list of a date, which has
// the notes, the 7th characters and the chapters; ok is false where no release
// of the date has a tabular list, or that lacks the code. Two entries to be
// compared with each other must both come from here.
func (l *Library) Noted(c Code, on medcode.Date) (e Entry, ok bool) {
	r, err := l.Part(on, func(p Parts) bool { return p.Tabular })
	if err != nil {
		return Entry{}, false
	}
	return r.Lookup(c)
}

// POAExempt reports whether a code is exempt from reporting of its presence on
// admission, for a stay that ended on a date. It is not known where no release
// of the date has the list, or none has the code.
func (l *Library) POAExempt(c Code, on medcode.Date) (exempt, known bool) {
	r, err := l.Part(on, func(p Parts) bool { return p.POAExempt })
	if err != nil {
		return false, false
	}
	if r.POAExempt(c) {
		return true, true
	}
	_, known = l.Lookup(c, on)
	return false, known
}

// Index returns the index or table of a date, or nil.
func (l *Library) Index(kind IndexKind, on medcode.Date) *Index {
	r, err := l.Part(on, func(p Parts) bool {
		switch kind {
		case Diseases:
			return p.Index
		case ExternalCauses:
			return p.ExternalCauses
		case Neoplasms:
			return p.Neoplasms
		case Drugs:
			return p.Drugs
		}
		return false
	})
	if err != nil {
		return nil
	}
	return r.Index(kind)
}

// Conversions returns the newest conversion table, which has the history of
// all codes since October 2016, or nil.
func (l *Library) Conversions() *Conversions {
	for _, r := range slices.Backward(l.releases) {
		if r.parts.Conversions {
			return r.Conversions()
		}
	}
	return nil
}

// A Source is the release that answers for a part of a library on a date. Part
// is as [Parts] names it, or "codes"; the provenance is zero where no release
// answers.
type Source = shelf.Source

// Sources says for each part which release answers for it on a date.
func (l *Library) Sources(on medcode.Date) []Source {
	var all []Source
	add := func(part string, r *Release, err error) {
		s := Source{Part: part}
		if err == nil {
			s.Release = r.prov
		}
		all = append(all, s)
	}
	r, err := l.On(on)
	add("codes", r, err)
	for i, p := range new(Parts).all() {
		if i < 3 { // order, codes, addenda
			continue
		}
		r, err := l.Part(on, func(has Parts) bool { return *has.all()[i].found })
		if p.name == "conversions" {
			if r, err = nil, fmt.Errorf("none"); l.Conversions() != nil {
				at := slices.IndexFunc(l.releases, func(r *Release) bool { return r.Conversions() == l.Conversions() })
				r, err = l.releases[at], nil
			}
		}
		add(p.name, r, err)
	}
	return all
}

// Gaps returns the days between the first release with codes and the last for
// which none holds.
func (l *Library) Gaps() []medcode.Period { return shelf.Gaps(l.coded) }

// Through returns the last day whose codes l knows; open is true where a
// release holds without end.
func (l *Library) Through() (last medcode.Date, open bool) { return shelf.Through(l.coded) }

// Check is [Release.Check] by the release that holds on the date, with what all
// others know besides. A code that another release has is not in force, rather
// than unknown, and the conversion table says since when, until when, and what
// to report in its place. A code that came between two releases is valid from
// the day that the conversion table gives, by the entry of the later one. The
// error wraps [medcode.ErrDate].
func (l *Library) Check(text string, on medcode.Date) (Verdict, error) {
	r, err := l.On(on)
	if err != nil {
		return Verdict{}, err
	}
	history := l.Conversions()
	v := r.check(text, on, history)
	if v.Status != Unknown && v.Status != NotInForce {
		return v, nil
	}
	if e, ok := l.between(v.Code, r, on, history); ok {
		return Verdict{Status: Valid, Code: v.Code, Entry: e, Released: e.r.prov.Release}, nil
	}
	period, ok := l.span(v.Code)
	if !ok {
		return v, nil
	}
	v.Status = NotInForce
	if since := history.since(v.Code); !since.IsZero() {
		period.From = since
	}
	if v.InForce.To.IsZero() || !period.To.IsZero() && period.To.Before(v.InForce.To) {
		v.InForce.To = period.To
	}
	v.InForce.From = period.From
	var meant []Code
	if on.Before(period.From) {
		meant = history.before(v.Code)
	} else {
		for row := range history.after(v.Code) {
			meant = append(meant, row.Code)
		}
	}
	v.Suggest = slices.DeleteFunc(slices.Concat(v.Suggest, meant), func(c Code) bool { e, ok := r.Lookup(c); return !ok || !e.Billable() })
	v.Suggest = distinct(v.Suggest)
	return v, nil
}

func distinct(codes []Code) []Code {
	var all []Code
	for _, c := range codes {
		if !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// between returns the entry of a code that came after r was published, before
// the next release, and was in force on a date: U07.1 of April 1, 2020, which
// no file of fiscal year 2020 has.
func (l *Library) between(c Code, r *Release, on medcode.Date, history *Conversions) (Entry, bool) {
	since := history.since(c)
	if since.IsZero() || on.Before(since) || !since.After(r.prov.Effective.From) {
		return Entry{}, false
	}
	if at := slices.Index(l.coded, r) + 1; at < len(l.coded) {
		e, ok := l.coded[at].Lookup(c)
		return e, ok && e.Billable()
	}
	return Entry{}, false
}

// span returns from when to when the releases have a code as billable. An end
// that the library doesn't reach beyond is open.
func (l *Library) span(c Code) (p medcode.Period, ok bool) {
	for i, r := range l.coded {
		e, has := r.Lookup(c)
		if !has || !e.Billable() {
			continue
		}
		if !ok && i > 0 {
			p.From = r.prov.Effective.From
		}
		ok = true
		p.To = medcode.Date{}
		if i+1 < len(l.coded) {
			p.To = l.coded[i+1].prov.Effective.From.AddDays(-1)
		}
	}
	return p, ok
}

// Successors returns the codes that a code became, through any number of
// steps, which may be reported on a date, the earliest first.
func (l *Library) Successors(c Code, on medcode.Date) []Code {
	history := l.Conversions()
	var all []Code
	seen := map[Code]bool{c: true}
	for next := []Code{c}; len(next) > 0; next = next[1:] {
		for _, row := range sorted(history.after(next[0])) {
			if seen[row.Code] {
				continue
			}
			seen[row.Code] = true
			next = append(next, row.Code)
			if e, ok := l.Lookup(row.Code, on); ok && e.Billable() && !on.Before(row.Effective) {
				all = append(all, row.Code)
			}
		}
	}
	return all
}
