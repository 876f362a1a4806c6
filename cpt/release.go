package cpt

import (
	"fmt"
	"io/fs"
	"iter"
	"regexp"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/intake"
)

// An Entry is what the licensed files say of a code. What a file that is not at
// hand would say is empty.
type Entry struct {
	Code      Code         `json:"code"`
	Concept   string       `json:"concept,omitempty"` // concept id, which outlives changes of the code
	Long      string       `json:"long,omitempty"`
	Medium    string       `json:"medium,omitempty"`    // at most 48 characters, capitals
	Short     string       `json:"short,omitempty"`     // at most 28 characters, capitals
	Consumer  string       `json:"consumer,omitempty"`  // for lay people
	Spanish   string       `json:"spanish,omitempty"`   // for lay people, in Spanish
	Clinician []Descriptor `json:"clinician,omitempty"` // for clinicians, any number; not to be changed
	Effective medcode.Date `json:"effective,omitzero"`  // of the current descriptor
	Marks     Marks        `json:"marks,omitempty"`
	// Of proprietary laboratory analyses.
	Test         string `json:"test,omitempty"`
	Laboratory   string `json:"laboratory,omitempty"`
	Manufacturer string `json:"manufacturer,omitempty"`
}

// A Descriptor is one clinician descriptor.
type Descriptor struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Marks are a set of properties of codes.
type Marks uint8

// The marks, from the files' own columns, and Unlisted and AddOn also from what
// the long descriptor says.
const (
	AddOn            Marks = 1 << iota // reported beside a primary procedure only
	Unlisted                           // for what has no code of its own
	Modifier51Exempt                   // not reduced as one of several procedures
	VideoTelehealth                    // may be furnished by audio and video
	AudioTelehealth                    // may be furnished by audio alone
	Resequenced                        // printed out of the order of numbers
)

// Release is one edition of CPT as far as the files at hand have it. It doesn't
// change and is safe for any number of goroutines.
type Release struct {
	provenance medcode.Provenance
	diags      []medcode.Diagnostic
	entries    []Entry // by code
	index      map[Code]int32
	modifiers  []ModifierEntry // by modifier
	files      map[Format]layout
}

// A ModifierEntry is what the file of modifiers says of one.
type ModifierEntry struct {
	Modifier hcpcs.Modifier `json:"modifier"`
	Text     string         `json:"text"`
}

// Read reads the files that the AMA licenses, as many as are there: long
// descriptors (LONGULT, tabs, or LONGULF, fixed columns), medium (MEDU) and
// short (SHORTU), clinician and consumer descriptors, the Consolidated Code
// List (text or workbook), and the modifiers (MODUL). They are told apart by
// their content. Errors are [*medcode.FileError].
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	b := &builder{limits: opts.Limits}
	b.index, b.files = map[Code]int32{}, map[Format]layout{}
	in, err := intake.Read(fsys, opts, "CPT", b.take)
	if err != nil {
		return nil, err
	}
	if len(b.entries)+len(b.modifiers) == 0 {
		return nil, in.Missing("codes")
	}
	b.provenance.Files, b.diags = in.Files, append(in.Diagnostics, b.diags...)
	return b.release(), nil
}

// Provenance says where the release came from. Its Release is the year that the
// files' notices name, its Effective that year; both are empty where no file
// names one.
func (r *Release) Provenance() medcode.Provenance { return r.provenance }

// String names the release for people: its system, name, period and size.
func (r *Release) String() string { return fmt.Sprintf("%v: %d codes", r.provenance, len(r.entries)) }

// Diagnostics returns the defects of the files, which left them usable. The
// caller must not change them.
func (r *Release) Diagnostics() []medcode.Diagnostic { return r.diags }

// Counts returns how many of each thing the release has, for people and tests.
func (r *Release) Counts() map[string]int {
	return map[string]int{"codes": len(r.entries), "modifiers": len(r.modifiers)}
}

// Lookup returns the entry of a code, and whether the release has it.
func (r *Release) Lookup(c Code) (Entry, bool) {
	i, ok := r.index[c]
	if !ok {
		return Entry{}, false
	}
	return r.entries[i], true
}

// All yields the codes in order.
func (r *Release) All() iter.Seq2[Code, Entry] {
	return func(yield func(Code, Entry) bool) {
		for i := range r.entries {
			if !yield(r.entries[i].Code, r.entries[i]) {
				return
			}
		}
	}
}

// Modifier returns what the file of modifiers says, and whether it has m.
func (r *Release) Modifier(m hcpcs.Modifier) (string, bool) {
	i, ok := slices.BinarySearchFunc(r.modifiers, m, func(e ModifierEntry, m hcpcs.Modifier) int { return e.Modifier.Compare(m) })
	if !ok {
		return "", false
	}
	return r.modifiers[i].Text, true
}

// Modifiers yields the modifiers in order.
func (r *Release) Modifiers() iter.Seq[ModifierEntry] { return slices.Values(r.modifiers) }

type builder struct {
	Release
	limits medcode.Limits
}

func (b *builder) diag(d medcode.Diagnostic) { b.diags = append(b.diags, d) }

// at returns the entry of a code, a new one where it is met first.
func (b *builder) at(c Code) *Entry {
	i, ok := b.index[c]
	if !ok {
		i = int32(len(b.entries))
		b.index[c] = i
		b.entries = append(b.entries, Entry{Code: c})
	}
	return &b.entries[i]
}

// put sets a text of an entry, and reports a second that differs.
func (b *builder) put(dst *string, v, what, file string, line int) {
	switch {
	case v == "":
	case *dst == "":
		*dst = v
	case *dst != v:
		b.diag(medcode.Diagnostic{File: file, Line: line, Kind: medcode.KindTitlesDiffer, Text: v, Message: "a second " + what + " of the code differs; the first was kept"})
	}
}

var (
	yearOfNotice = regexp.MustCompile(`(?i)\bCPT\S*\s+(20\d\d)\b|\b(20\d\d) (?:Current Procedural Terminology|CPT)\b`)
	unlisted     = regexp.MustCompile(`(?i)^unlisted\b`)
	addOn        = regexp.MustCompile(`(?i)\blist separately in addition\b`)
)

// notice takes a file's notice, which may name the year.
func (b *builder) notice(text string) {
	m := yearOfNotice.FindStringSubmatch(text)
	if m == nil || b.provenance.Release != "" {
		return
	}
	b.provenance.Release = m[1] + m[2]
	b.provenance.Effective = medcode.Period{
		From: medcode.MustParseDate(b.provenance.Release + "-01-01"),
		To:   medcode.MustParseDate(b.provenance.Release + "-12-31"),
	}
}

func (b *builder) release() *Release {
	r := &b.Release
	r.provenance.System = "CPT"
	for i := range r.entries {
		e := &r.entries[i]
		if unlisted.MatchString(e.Long) {
			e.Marks |= Unlisted
		}
		if addOn.MatchString(e.Long) {
			e.Marks |= AddOn
		}
	}
	slices.SortFunc(r.entries, func(x, y Entry) int { return x.Code.Compare(y.Code) })
	for i := range r.entries {
		r.index[r.entries[i].Code] = int32(i)
	}
	slices.SortStableFunc(r.modifiers, func(x, y ModifierEntry) int { return x.Modifier.Compare(y.Modifier) })
	r.modifiers = slices.CompactFunc(r.modifiers, func(first, second ModifierEntry) bool {
		twice := first.Modifier == second.Modifier
		if twice && first.Text != second.Text {
			b.diag(medcode.Diagnostic{Kind: medcode.KindTitlesDiffer, Text: second.Modifier.String(), Message: "a second text of the modifier differs; the first was kept"})
		}
		return twice
	})
	return r
}
