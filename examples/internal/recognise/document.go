package recognise

import (
	"path"
	"regexp"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// A form is a file known by words at its beginning that is no set of codes.
type form struct {
	system, kind string
	words        []string // all stand in the first characters, in capitals
	part         string   // of what it can't be read without; "" for a document
}

var forms = []form{
	{"HCPCS Level II", "record layout", []string{"HCPCS CONTRACTOR RECORD"}, ""},
	{"", "XML schema", []string{"<XS:SCHEMA"}, ""},
	{"", "XML schema", []string{"<XSD:SCHEMA"}, ""},
	{"", "protocol buffer schema", []string{"SYNTAX = \"PROTO"}, ""},
	{"IPPS", "rates (Tables 1A-1E)", []string{"FINAL RULE", "TABLES 1A"}, "Table 5"},
	{"IPPS", "MCC list (Table 6I)", []string{"TABLE 6I"}, "Table 5"},
	{"IPPS", "CC list (Table 6J)", []string{"TABLE 6J"}, "Table 5"},
	{"IPPS", "CC exclusions (Table 6K)", []string{"TABLE 6K"}, "Table 5"},
	{"CMS-HCC", "hierarchies", []string{"CC_PARENT,CC_CHILD"}, "the mapping of diagnoses"},
	{"CMS-HCC", "labels", []string{"CC,LABEL,MODEL_DOMAIN"}, "the mapping of diagnoses"},
	{"CMS-HCC", "coefficients", []string{"COEFFICIENT,VALUE,MODEL_DOMAIN"}, "the mapping of diagnoses"},
	{"CMS-HCC", "edits by sex and age", []string{"ICD10,EDIT_TYPE,SEX"}, "the mapping of diagnoses"},
	{"Medicare Physician Fee Schedule", "practice cost indices", []string{"GEOGRAPHIC PRACTICE COST IND"}, "the relative values"},
	{"Medicare Physician Fee Schedule", "localities", []string{"COUNTIES INCLUDED"}, "the relative values"},
	{"Medicare Physician Fee Schedule", "anesthesia factors", []string{"ANESTHESIA CONVERSION FACTOR"}, "the relative values"},
}

var readMe = regexp.MustCompile(`(?i)(^|[!_ -])read[ _-]?me`)

// isReadMe reports whether a text says by its name that it is about others.
func isReadMe(l leaf) bool {
	return l.kind == source.Text && readMe.MatchString(path.Base(l.path))
}

// document describes a file that is no release by itself.
func document(l leaf) (Set, bool) {
	if l.kind == source.PDF {
		return Set{Kind: "PDF document", Files: []string{l.path}}, true
	}
	if isReadMe(l) {
		return Set{Kind: "read-me", Files: []string{l.path}}, true
	}
	if l.kind != source.Text && l.kind != source.XML {
		return unread(l)
	}
	if s, ok := unread(l); ok {
		return s, true
	}
	head := strings.ToUpper(string(l.head))
	for _, f := range forms {
		if !containsAll(head, f.words) {
			continue
		}
		s := Set{System: f.system, Kind: f.kind, Files: []string{l.path}}
		if f.part != "" {
			s.Diagnostics = []medcode.Diagnostic{{File: l.path, Kind: medcode.KindPart, Message: "a part of a release, read beside " + f.part}}
		}
		return s, true
	}
	return Set{}, false
}

func containsAll(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}
