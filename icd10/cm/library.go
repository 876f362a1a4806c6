package cm

import (
	"iter"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// A Library holds releases and picks the one that holds on a date. It doesn't
// change.
type Library struct{ releases []*Release }

// NewLibrary returns a library of those releases. Two that begin on the same
// day are an error: see [Release.Dated].
func NewLibrary(releases ...*Release) (*Library, error) {
	all, err := shelf.Sort(releases)
	if err != nil {
		return nil, err
	}
	return &Library{all}, nil
}

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.releases) }

// On returns the release that holds on a date of service (of a stay, the date
// of discharge): of those whose period contains it the one that begins last,
// so that from April 1 an April update stands before October's release. The
// error wraps [medcode.ErrDate].
func (l *Library) On(date medcode.Date) (*Release, error) {
	return shelf.On(l.releases, "ICD-10-CM", date)
}

// Check is [Release.Check] by the release that holds on the date. A code that
// another release has is not in force, rather than unknown, and the conversion
// tables of all releases are asked for what to report in its place. The error
// wraps [medcode.ErrDate].
func (l *Library) Check(text string, on medcode.Date) (Verdict, error) {
	r, err := l.On(on)
	if err != nil {
		return Verdict{}, err
	}
	v := r.Check(text, on)
	if v.Status != Unknown && v.Status != NotInForce {
		return v, nil
	}
	period, ok := l.span(v.Code)
	if !ok {
		return v, nil
	}
	v.Status, v.InForce = NotInForce, period
	for _, other := range l.releases {
		var meant []Code
		if on.Before(period.From) {
			meant = other.Conversions().before(v.Code)
		} else {
			for row := range other.Conversions().after(v.Code) {
				meant = append(meant, row.Code)
			}
		}
		for _, c := range meant {
			if e, ok := r.Lookup(c); ok && e.Billable() && !slices.Contains(v.Suggest, c) {
				v.Suggest = append(v.Suggest, c)
			}
		}
	}
	return v, nil
}

// span returns from when to when the releases have a code as billable. An end
// that the library doesn't reach beyond is open.
func (l *Library) span(c Code) (p medcode.Period, ok bool) {
	for i, r := range l.releases {
		e, has := r.Lookup(c)
		if !has || !e.Billable() {
			continue
		}
		if !ok && i > 0 {
			p.From = r.prov.Effective.From
		}
		ok = true
		p.To = r.prov.Effective.To
		if i+1 < len(l.releases) {
			p.To = l.releases[i+1].prov.Effective.From.AddDays(-1)
		} else {
			p.To = medcode.Date{}
		}
	}
	return p, ok
}
