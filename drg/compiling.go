package drg

import (
	"fmt"

	"github.com/medcode/medcode/drg/internal/compile"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// CodeFiles are the code sets of the year, a second source of the compile
// beside the manual. The manual lists only codes that define a DRG: the code
// files know the others, among them the external causes, which can't be a
// principal diagnosis, and they no longer have codes that some manuals still
// print, which are retired. A nil slice means that the source isn't there: then
// the external causes of the fiscal years 2023 to 2026 are known, and nothing is
// retired.
type CodeFiles struct {
	Diagnoses  []cm.Code  // the valid codes of ICD-10-CM
	Procedures []pcs.Code // the codes of ICD-10-PCS
	Partial    bool       // the files are older than the manual: they retire nothing
}

// A CompileError says why a manual does not compile: wordings that the lexicon
// doesn't know, tables that don't add up.
type CompileError struct {
	Version     string
	Diagnostics []medcode.Diagnostic
}

func (e *CompileError) Error() string {
	first := ""
	if len(e.Diagnostics) > 0 {
		first = ", the first: " + e.Diagnostics[0].String()
	}
	return fmt.Sprintf("MS-DRG %s does not compile, %d findings%s", e.Version, len(e.Diagnostics), first)
}

// Compile makes a grouper of a Definitions Manual. The error is a
// [*CompileError] with all that stands in the way.
func Compile(m *manual.Manual) (*Grouper, error) { return CompileWith(m, CodeFiles{}) }

// CompileWith is Compile with the code files of the year, and with wordings of
// a new manual that the lexicon doesn't have. They are written as in
// drg/internal/compile/lexicon.txt, which says how:
//
//	[headings]
//	ENDOSCOPIC PROCEDURES = section
//	[columns]
//	Endoscopy = "ENDOSCOPIC PROCEDURES"
//
// A text that can't be read is a [*medcode.FileError] of the file "wordings".
func CompileWith(m *manual.Manual, codes CodeFiles, wordings ...string) (*Grouper, error) {
	l, refused, err := compile.Compile(m, compile.CodeFiles(codes), compile.Errata(), wordings...)
	if err != nil {
		return nil, err
	}
	if len(refused) > 0 {
		return nil, &CompileError{m.Version, refused}
	}
	return newGrouper(l)
}
