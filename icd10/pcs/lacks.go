package pcs

import (
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// Lacking returns a library of the releases of l that knows of updates which were
// published and are not among them, by the periods in which they stand before the
// release that l has. On those days a code of that release is one still, but what
// it hasn't may be one, too. A release that is added later by With, and begins in
// such a period, ends it.
func (l *Library) Lacking(updates ...medcode.Period) *Library {
	all := slices.Concat(l.lacks, updates)
	slices.SortFunc(all, func(a, b medcode.Period) int { return a.From.Compare(b.From) })
	return &Library{releases: l.releases, lacks: slices.Compact(all)}
}

// Lacks returns the period of the update that was in force on a date and that l is
// known to lack: see [Library.Lacking]. A code that the release of that day hasn't
// is then not judged.
func (l *Library) Lacks(on medcode.Date) (update medcode.Period, lacks bool) {
	for _, p := range l.lacking() {
		if p.Contains(on) {
			return p, true
		}
	}
	return medcode.Period{}, false
}

// lacking returns the periods of lacks for which a release before them holds.
func (l *Library) lacking() (all []medcode.Period) {
	for _, p := range l.lacks {
		for _, r := range l.releases {
			if from := r.prov.Effective.From; !from.Before(p.From) && p.Contains(from) {
				p.To = from.AddDays(-1)
				break
			}
		}
		if _, err := l.On(p.From); err == nil && (p.To.IsZero() || !p.To.Before(p.From)) {
			all = append(all, p)
		}
	}
	return all
}

// Gaps returns the days between the first release and Through for which none
// holds, or of which an update is known to be lacking, the earliest first.
func (l *Library) Gaps() []medcode.Period {
	gaps := shelf.Gaps(l.releases)
	last, open := l.Through()
	for _, p := range l.lacking() {
		if open || p.From.Before(last) {
			gaps = append(gaps, p)
		}
	}
	slices.SortFunc(gaps, func(a, b medcode.Period) int { return a.From.Compare(b.From) })
	return gaps
}

// Through returns the last day that l knows, with all updates that are known to
// have been published; open is true where a release holds without end.
func (l *Library) Through() (last medcode.Date, open bool) {
	last, open = shelf.Through(l.releases)
	for _, p := range slices.Backward(l.lacking()) {
		if open && p.To.IsZero() || !open && p.Contains(last) {
			last, open = p.From.AddDays(-1), false
		}
	}
	return last, open
}
