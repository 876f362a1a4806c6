package cm

import "github.com/medcode/medcode/internal/enum"

// A NoteKind is the heading under which the tabular list prints a note.
type NoteKind uint8

// The kinds of notes (ICD-10-CM Official Guidelines, section I.A.10 to I.A.17).
const (
	Includes      NoteKind = iota + 1 // what the entry comprises
	InclusionTerm                     // a condition for which the code is used
	Excludes1                         // not coded here, and never together with it
	Excludes2                         // not part of it; both may be coded
	CodeFirst                         // the underlying condition is sequenced before it
	UseAdditional                     // a further code is to be given where it applies
	CodeAlso                          // two codes may be needed, in either order
	GeneralNote                       // what the list heads with "Note"
	SeventhNote                       // how the 7th character is to be assigned
)

var noteNames = [...]string{"", "Includes", "Inclusion term", "Excludes1", "Excludes2", "Code first",
	"Use additional code", "Code also", "Note", "7th character"}

// String returns the heading in words.
func (k NoteKind) String() string { return enum.Name(k, noteNames[:]) }

// noteElements names the kind of each element of the tabular XML that holds
// notes.
var noteElements = map[string]NoteKind{
	"includes":          Includes,
	"inclusionTerm":     InclusionTerm,
	"excludes1":         Excludes1,
	"excludes2":         Excludes2,
	"codeFirst":         CodeFirst,
	"useAdditionalCode": UseAdditional,
	"codeAlso":          CodeAlso,
	"notes":             GeneralNote,
	"sevenChrNote":      SeventhNote,
}

// A Note is one line under a heading of the tabular list. It holds for the
// entry that has it and for all below it.
type Note struct {
	Kind NoteKind
	Text string
	Refs []Ref // the codes it names, in its order; not to be changed
}

// Names reports whether a reference of n contains e, an entry of the same
// release.
func (n *Note) Names(e Entry) bool { return n.ref(e) != nil }

// ref returns the reference of n that contains e, rather one without a
// condition in words.
func (n *Note) ref(e Entry) (found *Ref) {
	for i := range n.Refs {
		r := &n.Refs[i]
		if !r.Contains(e) {
			continue
		}
		if r.Words == "" {
			return r
		}
		if found == nil {
			found = r
		}
	}
	return found
}
