package cm

import "github.com/medcode/medcode/internal/enum"

// A ChangeKind is what happened to a code or header between two releases.
type ChangeKind uint8

// The kinds of changes.
const (
	Added        ChangeKind = iota + 1
	Deleted                 // from the book altogether
	Revised                 // its title changed
	BecameHeader            // a code that must now be completed
	BecameCode              // a header that may now be reported
)

var changeNames = [...]string{"", "added", "deleted", "revised", "became a header", "became a code"}

// String returns the kind in words.
func (k ChangeKind) String() string { return enum.Name(k, changeNames[:]) }

// MarshalText implements [encoding.TextMarshaler].
func (k ChangeKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (k *ChangeKind) UnmarshalText(b []byte) error { return enum.Parse(k, b, changeNames[:]) }

// A Change is one difference between two releases.
type Change struct {
	Kind ChangeKind
	Code Code
	Old  Entry // zero when added
	New  Entry // zero when deleted
}

// Diff returns what changed from r to next in codes, headers and titles:
// deletions where they stood in r, then the rest, in the order of next.
func (r *Release) Diff(next *Release) []Change {
	var gone, changes []Change
	for c, old := range r.All() {
		if _, ok := next.Lookup(c); !ok {
			gone = append(gone, Change{Kind: Deleted, Code: c, Old: old})
		}
	}
	for c, now := range next.All() {
		old, ok := r.Lookup(c)
		kind := ChangeKind(0)
		switch {
		case !ok:
			kind = Added
		case old.Billable() && !now.Billable():
			kind = BecameHeader
		case !old.Billable() && now.Billable():
			kind = BecameCode
		case titlesDiffer(old.texts(), now.texts()):
			kind = Revised
		default:
			continue
		}
		changes = append(changes, Change{Kind: kind, Code: c, Old: old, New: now})
	}
	return append(gone, changes...)
}

// titlesDiffer compares the titles that both have.
func titlesDiffer(a, b texts) bool {
	if a.Long != "" && b.Long != "" {
		return a.Long != b.Long || a.Short != b.Short && a.Short != "" && b.Short != ""
	}
	return a.Title != b.Title
}
