// Package manual reads the MS-DRG Definitions Manual, the book in which the
// Centers for Medicare & Medicaid Services (CMS) define how an inpatient stay
// is assigned to a diagnosis-related group.
//
// Twice a year CMS publishes the manual as a zip of text files. Its body has a
// chapter for each major diagnostic category (MDC), by organ system, and one
// for the Pre-MDC groups that are tried before them. A chapter lists the
// principal diagnoses that belong to the MDC and then, family by family, a
// decision table whose last column is the DRG, and under it the lists of codes
// that the table's headings speak of. Nine appendices hold what all chapters
// share: the DRGs (A), indexes of diagnoses and procedures (B, E), the
// complications and comorbidities (C, G, H), the surgical hierarchy (D), the
// unrelated procedures (F) and the hospital-acquired conditions (I).
//
// [Read] turns that text into a [Manual], a tree that says what is printed
// where, and nothing of what it means: that is the business of package drg,
// whose lexicon gives each heading its meaning. Every line of the text either
// belongs to a node of the tree or is named in a diagnostic. [Manual.CrossCheck]
// holds what the book prints twice against each other, [Diff] two versions of it.
package manual

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// A Manual is one version of the Definitions Manual, as printed.
type Manual struct {
	Version string // "43.1", or "40" where Appendix A says "40.0"

	DRGs       []DRG          // Appendix A
	Chapters   []Chapter      // the Pre-MDC chapter (MDC 0), then MDC 1 to 25
	Diagnoses  []IndexEntry   // Appendix B: each diagnosis with each MDC and DRGs it defines
	Severity   []Severity     // Appendix C part 1: the CC and MCC codes
	Exclusions []Collection   // Appendix C part 1: the collections of principal diagnoses
	AliveOnly  []Item         // Appendix C part 2: levels that hold for patients discharged alive
	LogicCodes []LogicCodes   // Appendix C part 3: levels that don't hold in DRGs whose logic uses the code
	Hierarchy  []Class        // Appendix D: the surgical hierarchy
	Procedures []IndexEntry   // Appendix E part 1: each procedure with each MDC and DRGs it affects
	Clusters   []ClusterEntry // Appendix E part 2: each cluster with each MDC and DRGs it affects
	NonOR      []Item         // Appendix E part 3: combinations that are non-O.R., joined by Item.And
	Obstetric  []Heading      // Appendix E part 4: procedures of the logic of MDC 14
	Unrelated  []Family       // Appendix F: O.R. procedures unrelated to the principal diagnosis
	CC, MCC    []Item         // Appendices G and H
	MCCAlive   []Item         // Appendix H part 2
	HACs       []HAC          // Appendix I (J up to version 39.1): the hospital-acquired conditions

	Notes       []Note // the explanatory text of chapters and appendices
	Diagnostics []medcode.Diagnostic

	files    []file
	versions []string // of every Appendix A met
}

// A Place is a line of a file of the manual.
type Place struct {
	File int32 // index of Files
	Line int32 // from 1
}

// A DRG is a line of Appendix A.
type DRG struct {
	Place
	Number   int
	MDC      int  // 0 where stays of several MDCs may come here
	Surgical bool // P, against M for medical
	Title    string
}

// A Chapter is the logic of one MDC. Its Place is that of its title.
type Chapter struct {
	Place
	MDC        int    // 0 for Pre-MDC
	Title      string // "Diseases and Disorders of the Nervous System"
	Assignment []Item // the principal diagnoses of the MDC
	Assigned   Place  // of the heading of Assignment; of the title where there is none
	Preface    []Heading
	Families   []Family
}

// A Family is a decision table with the lists that it speaks of. Its Place is
// that of its title.
type Family struct {
	Place
	Title   string
	Columns []string // the headings of the conditions, without the last, "DRG"
	Rows    []Row
	DRGs    []DRG // the "DRG nnn Title" lines: Number, Title and Place alone
	Body    []Heading
}

// A Row is a row of a decision table.
type Row struct {
	Place
	Cells []string // "Yes", "No" or "n/a", one per column
	DRG   int
}

// A Heading is a line of text over a list of codes, or a sentence by itself.
type Heading struct {
	Place
	Text  string // as printed, blanks folded
	Items []Item // the codes under it; none under a sentence
}

// An Item is a code in a list.
type Item struct {
	Code string // without the dot
	Line int32
	And  bool // "and": together with the item before it
	Star bool // "*": a procedure that is not an operating-room procedure
}

// An IndexEntry says that a code affects DRGs of an MDC. A code has one entry
// for each such statement, and a single entry without DRGs when it has none.
type IndexEntry struct {
	Item
	Cluster bool // "+": also a member of a cluster
	MDC     int  // 0 for Pre-MDC, -1 without DRGs
	DRGs    []Range
	Text    string // what stands behind the DRGs: surgical category, or description
}

// A ClusterEntry is a combination of procedures, one of each choice, and the
// DRGs that it affects. Most choices are of one code.
type ClusterEntry struct {
	Choices [][]Item
	Uses    []Use
}

// A Use is the MDC and the DRGs that a cluster affects.
type Use struct {
	Place
	MDC  int // 0 for Pre-MDC
	DRGs []Range
	Text string // surgical category
}

// A Range is a range of DRG numbers, both included.
type Range struct{ First, Last int }

// Contains reports whether n lies in r.
func (r Range) Contains(n int) bool { return r.First <= n && n <= r.Last }

// A Severity is the level of a diagnosis as a secondary diagnosis.
type Severity struct {
	Place
	Code       string
	Major      bool // MCC, against CC
	HACs       []int
	Collection int // the collection of principal diagnoses that exclude it; 0 for none
	Count      int // how many codes the manual says the collection has
}

// A Collection is a set of principal diagnoses in whose presence a code has no
// level.
type Collection struct {
	Place
	Number int
	Items  []Item
}

// LogicCodes are the secondary diagnoses that have no level in some DRGs.
type LogicCodes struct {
	Place
	DRGs  Range
	Title string
	Items []Item
}

// A Class is an entry of the surgical hierarchy. The entries of an MDC stand
// highest first.
type Class struct {
	Place
	MDC   int // 0 for Pre-MDC
	DRGs  Range
	Title string
}

// A HAC is a hospital-acquired condition.
type HAC struct {
	Place
	Number int
	Title  string
	Body   []Heading
}

// A Note is a line of explanatory text.
type Note struct {
	Place
	Text string
}

// Read reads the manual from the text files in fsys, which may be in a zip.
// The error is a [*medcode.FileError] when the text can't be read at all, or
// lacks a chapter or an appendix. Text that is read but not understood, and files
// that are no part of the manual, are in its Diagnostics.
func Read(fsys fs.FS) (*Manual, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Manual, error) {
	m := &Manual{}
	in, err := intake.Read(fsys, opts, "the MS-DRG Definitions Manual as text", m.take)
	if err != nil {
		return nil, err
	}
	for i := range in.Files {
		m.files[i].File = in.Files[i]
	}
	m.Diagnostics = append(m.Diagnostics, in.Diagnostics...)
	if err := m.complete(); err != nil {
		return nil, err
	}
	return m, nil
}

// take reads a file, if it has a part of the manual.
func (m *Manual) take(e *source.Entry) (bool, error) {
	data, err := e.Bytes()
	if err != nil || source.Sniff(data) != source.Text {
		return false, err
	}
	if data, err = e.Text(); err != nil {
		return false, err
	}
	f := file{text: plain(string(data))}
	p := &parser{m: m, file: int32(len(m.files)), name: e.Path, text: f.text}
	before := len(m.Diagnostics)
	if !p.parts() {
		m.Diagnostics = m.Diagnostics[:before]
		return false, nil
	}
	p.ended()
	m.files = append(m.files, f)
	return true, nil
}

// complete checks that no chapter and no appendix is missing.
func (m *Manual) complete() error {
	if len(m.versions) > 1 {
		return &medcode.FileError{Err: fmt.Errorf("several Definitions Manuals at once, versions %s; read one: %w", strings.Join(m.versions, ", "), medcode.ErrLayout)}
	}
	for _, part := range []struct {
		name string
		have bool
	}{
		{"Appendix A (list of DRGs)", len(m.DRGs) > 0},
		{"a version in the title of Appendix A", len(m.DRGs) == 0 || m.Version != ""},
		{"the end of Appendix A, DRG 999", len(m.DRGs) > 0 && m.DRGs[len(m.DRGs)-1].Number == 999},
		{"Appendix B (diagnosis index)", len(m.Diagnoses) > 0},
		{"Appendix C (exclusions), part 1", len(m.Severity) > 0 && len(m.Exclusions) > 0},
		{"Appendix C (exclusions), part 2", len(m.AliveOnly) > 0},
		{"Appendix C (exclusions), part 3", len(m.LogicCodes) > 0 || !m.announces("Part 3 lists")},
		{"Appendix D (surgical hierarchy)", len(m.Hierarchy) > 0},
		{"Appendix E (procedure index), part 1", len(m.Procedures) > 0},
		{"Appendix E (procedure index), part 2", len(m.Clusters) > 0},
		{"Appendix E (procedure index), part 3", len(m.NonOR) > 0},
		{"Appendix E (procedure index), part 4", len(m.Obstetric) > 0 || !m.announces("The fourth section of this Appendix")},
		{"Appendix F (unrelated procedures)", len(m.Unrelated) > 0},
		{"Appendix G (CC list)", len(m.CC) > 0},
		{"Appendix H (MCC list)", len(m.MCC) > 0},
		{"Appendix I or J (hospital-acquired conditions)", len(m.HACs) > 0},
	} {
		if !part.have {
			return missing(part.name)
		}
	}
	have := map[int]bool{}
	for _, c := range m.Chapters {
		have[c.MDC] = len(c.Families) > 0
	}
	for mdc := range 26 {
		if !have[mdc] {
			return missing(mdcName(mdc))
		}
	}
	return nil
}

// announces reports whether the introduction of an appendix names a part that
// not every version has.
func (m *Manual) announces(beginning string) bool {
	return slices.ContainsFunc(m.Notes, func(n Note) bool { return strings.HasPrefix(n.Text, beginning) })
}

func missing(part string) error {
	return &medcode.FileError{Err: fmt.Errorf("the manual lacks %s: %w", part, medcode.ErrNoFile)}
}

func mdcName(mdc int) string {
	if mdc == 0 {
		return "the Pre-MDC chapter"
	}
	return fmt.Sprintf("the chapter of MDC %02d", mdc)
}

// Files returns the files of the manual; a Place's File is an index of them.
func (m *Manual) Files() []medcode.File {
	out := make([]medcode.File, len(m.files))
	for i := range m.files {
		out[i] = m.files[i].File
	}
	return out
}

// Where returns p as file and line.
func (m *Manual) Where(p Place) string {
	if p.File < 0 || int(p.File) >= len(m.files) {
		return fmt.Sprintf("?:%d", p.Line)
	}
	return fmt.Sprintf("%s:%d", m.files[p.File].Name, p.Line)
}

// Line returns the text of the line at p, without its end, and nothing where
// there is no such line.
func (m *Manual) Line(p Place) string {
	if p.File < 0 || int(p.File) >= len(m.files) {
		return ""
	}
	return m.files[p.File].line(int(p.Line))
}
