package hcpcs

import (
	"slices"

	"github.com/medcode/medcode"
)

// A Difference is what distinguishes two releases in one code or modifier.
type Difference struct {
	Code     Code     `json:"code,omitzero"`     // zero for a modifier
	Modifier Modifier `json:"modifier,omitzero"` // zero for a code
	Old      *Record  `json:"old,omitempty"`     // nil where only the new release has it
	New      *Record  `json:"new,omitempty"`     // nil where only the old release has it
	Fields   []string `json:"fields,omitempty"`  // that differ, by the headings of CMS's workbook
}

// Diff returns the differences between two releases: modifiers, then codes,
// each in order.
func Diff(old, new *Release) []Difference {
	var d []Difference
	old, new = old.full(), new.full()
	d = merge(d, old.modifiers, new.modifiers, func(a, b *Record) int { return a.Modifier.Compare(b.Modifier) })
	return merge(d, old.codes, new.codes, func(a, b *Record) int { return a.Code.Compare(b.Code) })
}

func merge(d []Difference, old, new []Record, compare func(a, b *Record) int) []Difference {
	for i, j := 0, 0; i < len(old) || j < len(new); {
		order := 0
		switch {
		case i == len(old):
			order = +1
		case j == len(new):
			order = -1
		default:
			order = compare(&old[i], &new[j])
		}
		switch {
		case order < 0:
			d = append(d, Difference{Code: old[i].Code, Modifier: old[i].Modifier, Old: &old[i]})
			i++
		case order > 0:
			d = append(d, Difference{Code: new[j].Code, Modifier: new[j].Modifier, New: &new[j]})
			j++
		default:
			if f := changedFields(&old[i], &new[j]); len(f) > 0 {
				d = append(d, Difference{new[j].Code, new[j].Modifier, &old[i], &new[j], f})
			}
			i, j = i+1, j+1
		}
	}
	return d
}

func changedFields(a, b *Record) []string {
	var names []string
	for i := range fields {
		if f := &fields[i]; f.get(a) != f.get(b) {
			names = append(names, f.name)
		}
	}
	return names
}

// A Version is what one release says of a code.
type Version struct {
	Release string         `json:"release"` // "2025-01"
	Period  medcode.Period `json:"period"`  // of the release
	Record  Record         `json:"record"`
	Fields  []string       `json:"fields,omitempty"` // that differ from the version before; nil in the first
}

// History returns what the releases of the library say of a code, oldest first,
// leaving out those that repeat the one before.
func (l *Library) History(c Code) []Version {
	return history(l.releases, func(r *Release) (Record, bool) { return r.Lookup(c) })
}

// ModifierHistory is History for a modifier.
func (l *Library) ModifierHistory(m Modifier) []Version {
	return history(l.releases, func(r *Release) (Record, bool) { return r.Modifier(m) })
}

func history(releases []*Release, lookup func(*Release) (Record, bool)) []Version {
	var versions []Version
	for _, r := range releases {
		rec, ok := lookup(r)
		if !ok {
			continue
		}
		v := Version{Release: r.provenance.Release, Period: r.provenance.Effective, Record: rec}
		if n := len(versions); n > 0 {
			v.Fields = changedFields(&versions[n-1].Record, &rec)
			if len(v.Fields) == 0 {
				continue
			}
		}
		versions = append(versions, v)
	}
	return slices.Clip(versions)
}
