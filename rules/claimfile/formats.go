package claimfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// A Format is a format of files of claims.
type Format uint8

// The formats. The zero Format is none.
const (
	X12       Format = iota + 1 // ASC X12 837, professional, institutional and dental
	JSONLines                   // a claim a line, as encoding/json writes a rules.Claim
	CSV                         // separated by commas, semicolons, tabs or bars, under a header
	FHIR                        // HL7 FHIR: Claim and ExplanationOfBenefit, R4 and STU3
	RIF                         // the research identifiable files of CMS's Chronic Conditions Warehouse, and its synthetic files (DE-SynPUF)
	CCLF                        // CMS's claim and claim line feed to accountable care organizations
	Synthea                     // the CSV files of Synthea: claims, encounters and what belongs to them
)

// formats are what is known of each format, in the order in which files are looked
// at: its name, whether a file has it, by its beginning, and how it is read. A new
// format is an entry here and a file that reads it.
var formats = []struct {
	format Format
	name   string
	is     func(head []byte) bool
	read   func(*file, *bufio.Reader, []byte) error
}{
	{X12, "X12 837", isX12, (*file).x12},
	{FHIR, "FHIR", func(head []byte) bool { return isJSON(head) && isFHIR(head) }, (*file).fhir},
	{JSONLines, "JSON Lines", isJSON, (*file).jsonLines},
	{CCLF, "CCLF", isCCLF, (*file).rif},
	{RIF, "RIF", func(head []byte) bool { return isRIF(firstLine(head)) }, (*file).rif},
	{Synthea, "Synthea CSV", func(head []byte) bool { return syntheaOf(firstLine(head)) != nil }, (*file).join1},
	{CSV, "CSV", func([]byte) bool { return true }, (*file).csv},
}

// String returns the format's name: "X12 837".
func (f Format) String() string {
	for i := range formats {
		if formats[i].format == f {
			return formats[i].name
		}
	}
	if f == 0 {
		return ""
	}
	return fmt.Sprintf("Format(%d)", uint8(f))
}

// formatNames lists the formats: "X12 837, FHIR or CSV, or a workbook (.xlsx)".
func formatNames() string {
	var b strings.Builder
	for i := range formats {
		switch i {
		case 0:
		case len(formats) - 1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(formats[i].name)
	}
	b.WriteString(", or a workbook (.xlsx)")
	return b.String()
}

// byContent reads a file in the format that its beginning shows.
func (f *file) byContent(in *bufio.Reader) error {
	head, err := in.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return err
	}
	all := head
	head = bytes.TrimRight(head, blanks+"\x00\x1a")
	if len(head) == 0 && bytes.IndexByte(all, 0) >= 0 { // what else there is may stand behind
		head = all
	}
	if len(head) == 0 {
		return nil
	}
	if kind := source.Sniff(head); kind != source.Text && !isX12(head) {
		return fmt.Errorf("want claims as %s, found %s: %w", formatNames(), kind, medcode.ErrLayout)
	}
	for _, one := range formats {
		if one.is(head) {
			f.format = one.format
			return one.read(f, in, head)
		}
	}
	return nil
}

// FormatOf returns the format of a file of claims by its beginning, as plain
// text, 0 where it is none of them. JSON that is not FHIR's is JSON Lines, and any
// text under a header CSV.
func FormatOf(head []byte) Format {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), blanks)
	if len(head) == 0 || source.Sniff(head) != source.Text && !isX12(head) {
		return 0
	}
	for _, one := range formats {
		if one.is(head) {
			return one.format
		}
	}
	return 0
}

// isJSON reports whether a file is in JSON.
func isJSON(head []byte) bool { return head[0] == '{' || head[0] == '[' }

// lineEnd returns what ends the lines of a file.
func lineEnd(head []byte) byte {
	if i := bytes.IndexAny(head, "\r\n"); i >= 0 && head[i] == '\r' && i+1 < len(head) && head[i+1] != '\n' && head[i+1] != '\r' {
		return '\r'
	}
	return '\n'
}

func firstLine(head []byte) []byte {
	line, _, _ := bytes.Cut(head, []byte{lineEnd(head)})
	return line
}
