package recognise

import (
	"path"
	"regexp"
	"strings"

	"github.com/medcode/medcode"
)

// An unreadForm is a file of a known publication that no reader reads by
// itself: one not written yet, or that of a program which needs no reading.
// When a reader comes, its entry goes.
type unreadForm struct {
	system, kind string
	name         *regexp.Regexp // of the file, or nil
	begins       string         // what the text begins with, in capitals, or ""
}

var unreadForms = []unreadForm{
	{"HHS-HCC", "mapping of diagnoses, procedures or drugs", regexp.MustCompile(`(?i)^CY\d\dF\d\dB`), ""},
	{"HHS-HCC", "tables", regexp.MustCompile(`(?i)DIY tables|HHS[ -]HCC software.*tables`), ""},
	{"HHS-HCC", "labels or hierarchies", regexp.MustCompile(`(?i)^V07\d+[HL]\d`), ""},
	{"CMS-HCC", "codes that make an encounter count", nil, "CPT_HCPCS_CODE"},
	{"CMS-HCC", "labels or hierarchies", regexp.MustCompile(`(?i)^[VR]\d\d[HX]\d\d[HL]\d|^V28115[HL]\d`), ""},
	{"CMS-HCC", "mapping of diagnoses", regexp.MustCompile(`(?i)^F\d{4}[A-Z]\d[A-Z]\w*\.TXT$`), ""},
	{"CMS-HCC", "coefficients", regexp.MustCompile(`(?i)^[CR]\d{4}[A-Z]\d[A-Z]\w*\.csv$`), ""},
	{"CMS-HCC", "mapping of diagnoses", regexp.MustCompile(`(?i)ICD-10-CM Mappings`), ""},
	{"", "SAS program", nil, "%MACRO"},
	{"", "SAS program", regexp.MustCompile(`(?i)^([VRE]\d{4}[A-Z]\dP|CY\d\dP\d\dB|IMPORT|SCOREV\w*)\.TXT$`), ""},
	{"HCPCS Level II", "corrections", regexp.MustCompile(`(?i)HCPC.*correction`), ""},
	{"HCPCS Level II", "not otherwise classified codes", regexp.MustCompile(`(?i)\bNOC[_ -]?codes`), ""},
	{"HCPCS Level II", "transaction report", regexp.MustCompile(`(?i)Changes_by_|Trans_?(Alpha|report)`), ""},
	{"IPPS", "table of the pricer", nil, "CBSA,SIZE,"},
	{"IPPS", "table of the pricer", nil, "CBSA\tSIZE\t"},
	{"IPPS", "table of the pricer", nil, "NAME,CODE,CODETYPE"},
	{"IPPS", "table of the pricer", nil, "DRG\tRELATIVE_WEIGHT"},
	{"IPPS", "table of the pricer", nil, "DIAGNOSTICRELATEDGROUP,"},
	{"IPPS", "table of the pricer", nil, "NAME,AMOUNT,ADJUSTMENTFACTOR"},
	{"IPPS", "table of the pricer", nil, "TECHNOLOGY\tPROCEDURES"},
	{"IPPS", "table of the pricer", nil, "COUNTY,ADJUSTMENTFACTOR"},
	{"IPPS", "table of the pricer", nil, "ITEM\tVALUE"},
	{"IPPS", "table of the pricer", nil, "TABLENUMBER,SCOPE"},
	{"OPPS", "addendum", regexp.MustCompile(`(?i)N[FP]RM Addendum|OPPS.*Addend`), ""},
}

// unread describes a file of the table.
func unread(l leaf) (Set, bool) {
	base := path.Base(l.path[strings.LastIndexByte(l.path, '!')+1:])
	head := strings.ToUpper(strings.TrimLeft(strings.TrimPrefix(string(l.head), "\ufeff"), " \t\r\n"))
	for _, f := range unreadForms {
		if f.name != nil && !f.name.MatchString(base) || !strings.HasPrefix(head, f.begins) {
			continue
		}
		return Set{System: f.system, Kind: f.kind, Files: []string{l.path}, Diagnostics: []medcode.Diagnostic{{File: l.path, Kind: medcode.KindUnusedFile,
			Message: "known by its name or beginning, and not read: by itself it is no release, or there is no reader yet"}}}, true
	}
	return Set{}, false
}
