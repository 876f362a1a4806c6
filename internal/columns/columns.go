// Package columns knows the names that files of claims and stays give their
// columns, and what people write into them: one dialect for every reader.
package columns

import (
	"strconv"
	"strings"

	"github.com/medcode/medcode"
)

// names are the fields, in the order in which they are written, each with other
// names for it. Case, blanks and punctuation don't matter. Those from hcpcs on are
// of a service line.
var names = [][]string{
	{"id", "claim", "claimid", "claimnumber", "clmid", "stay", "stayid", "encounter", "encounterid", "visitid", "accountnumber", "patientcontrolnumber", "pcn", "caseid"},
	{"setting", "claimtype"}, {"payer", "payor"}, {"icd", "icdversion", "codeversion", "icdrevision"},
	{"type_of_bill", "tob", "billtype"}, {"place_of_service", "pos"}, {"frequency", "frequencycode", "claimfrequency"}, {"original_reference", "originalreferencenumber", "icn", "dcn"},
	{"billing_npi", "facilitynpi2", "npi", "providernpi", "hospitalnpi"}, {"billing_taxonomy"}, {"billing_zip"}, {"ccn", "providernumber", "oscar"},
	{"rendering_npi", "attendingnpi", "attending"}, {"rendering_taxonomy", "taxonomy"}, {"specialty"}, {"operating_npi", "operating"}, {"referring_npi", "referring"},
	{"facility_npi"}, {"facility_state"}, {"facility_zip"},
	{"poa_exempt"}, {"hospital", "poareporting"},
	{"patient", "patientid", "person", "personid", "beneid", "mbi"}, {"given", "firstname"}, {"birth", "birthdate", "dob", "dateofbirth"}, {"age", "ageyears", "ageinyears"}, {"age_days", "ageindays"}, {"sex", "gender"},
	{"member", "memberid", "subscriber", "subscriberid"}, {"relationship"}, {"medical_record", "mrn", "medicalrecordnumber"}, {"prior_authorization", "authorization"}, {"referral"}, {"remarks", "notes"},
	{"from", "fromdate", "servicedate", "dateofservice", "dos", "startdate"}, {"through", "thru", "thrudate", "throughdate", "todate", "enddate"},
	{"admission", "admissiondate", "admitdate", "admdate"}, {"discharge", "dischargedate", "dischdate"},
	{"admission_type", "admittype"}, {"admission_source", "admitsource", "pointoforigin"}, {"discharge_status", "status", "patientstatus", "disposition", "dischargedisposition", "dischstatus"},
	{"conditions", "conditioncodes"}, {"occurrences", "occurrencecodes"}, {"spans", "occurrencespans"}, {"values", "valuecodes"},
	{"admitting", "admit", "admittingdiagnosis", "admitdx", "admittingdx"}, {"reasons", "reasonsforvisit", "patientreasons"},
	{"diagnoses", "dx", "diagnosiscodes", "icd10cm"}, {"procedures", "px", "procedurecodes", "icd10pcs"},
	{"drg", "msdrg", "billeddrg"}, {"charge", "charges", "totalcharge", "totalcharges"},
	{"teeth"}, {"ortho_treatment"}, {"ortho_months"}, {"ortho_remaining"}, {"ortho_placed"}, {"adjudicated"}, {"allowed", "allowedamount"}, {"paid", "paidamount"}, {"denied"}, {"denial_reason"}, {"unreadable"}, {"version", "msdrgversion", "grouperversion"},

	{"hcpcs", "cpt", "hcpcscode", "cptcode", "procedurecode", "linecode"}, {"code_list"}, {"modifiers", "mods"}, {"revenue", "revenuecode", "revcode", "rev"}, {"units", "quantity", "serviceunits"}, {"measure"},
	{"line_charge"}, {"line_non_covered", "noncovered"}, {"line_from", "linedate", "lineservicedate"}, {"line_through", "linethru"}, {"line_pos"}, {"line_npi"}, {"line_taxonomy"}, {"line_specialty"},
	{"line_facility_npi"}, {"line_facility_state"}, {"line_facility_zip"}, {"line_authorization"}, {"line_referring_npi"}, {"line_pointers", "pointers"}, {"line_note"},
	{"ndc"}, {"ndc_quantity"}, {"ndc_unit"}, {"days_supply"}, {"line_teeth", "tooth", "toothnumber"}, {"line_areas", "oralcavity"}, {"prosthesis"}, {"line_allowed"}, {"line_paid"}, {"line_denied"}, {"line_denial_reason"},
}

// numbered are the fields of which a column holds one of a list, as dx2.
var numbered = [][]string{
	{"dx", "diagnosis", "diag", "diagnosiscode", "icddgnscd", "dgns", "idx", "icd10dx"}, {"poa", "dxpoa", "poaind", "poaindicator", "diagpoa"},
	{"px", "procedure", "proc", "prccode", "icdprcdrcd", "pr", "ipr"}, {"pxdate", "proceduredate", "prcdrdt", "procdate", "prdate"}, {"modifier", "mod", "hcpcsmodifier"},
}

// FirstOfLine is the first field of a service line; it and those behind it in
// Fields are.
const FirstOfLine = "hcpcs"

var byName, byStem = index(names), index(numbered)

func index(all [][]string) map[string]string {
	m := map[string]string{}
	for _, list := range all {
		for _, name := range list {
			m[Plain(name)] = list[0]
		}
	}
	return m
}

// Fields returns the names of the fields that stand in a column of their own, in
// the order in which files are written.
func Fields() []string {
	var all []string
	for _, list := range names {
		all = append(all, list[0])
	}
	return all
}

// Plain returns the letters and digits of a name, in small letters.
func Plain(name string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 'A' <= c && c <= 'Z':
			return c - 'A' + 'a'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			return c
		}
		return -1
	}, name)
}

// MostNumbered is the highest number of a numbered column.
const MostNumbered = 1000

// Field returns the field that a column holds by its name, and its number if it
// is one of a list: "dx" and 3 for "DX 3". It is "" for a name that says nothing.
func Field(name string) (field string, n int) {
	plain := Plain(name)
	if field, ok := byName[plain]; ok {
		return field, 0
	}
	stem := strings.TrimRight(plain, "0123456789")
	if stem != plain {
		if n, err := strconv.Atoi(plain[len(stem):]); err == nil && n >= 1 && n <= MostNumbered {
			if field, ok := byStem[stem]; ok {
				return field, n
			}
		}
		return "", 0
	}
	switch stem {
	case "principaldiagnosis", "principaldx", "pdx", "primarydiagnosis", "primarydx":
		return "dx", 1
	case "diagnosis":
		return "diagnoses", 0
	case "procedure":
		return "procedures", 0
	case "modifier", "mod":
		return "modifiers", 0
	}
	return "", 0
}

// Separator returns what separates the columns of a header: of comma, semicolon,
// tab and bar the one that gives most names of fields, and then most columns.
func Separator(header string) byte {
	best, most := byte(','), -1
	for _, s := range []byte{',', ';', '\t', '|'} {
		known := 0
		cells := strings.Split(header, string(s))
		for _, cell := range cells {
			if field, _ := Field(cell); field != "" {
				known++
			}
		}
		if score := known*1000 + min(len(cells), 999); score > most {
			best, most = s, score
		}
	}
	return best
}

// Sex reads a sex as people write it: M, F, U, 1, 2, 0, and the words.
func Sex(text string) (medcode.Sex, error) {
	if sex, err := medcode.ParseSex(text); err == nil {
		return sex, nil
	}
	switch strings.ToLower(strings.TrimRight(strings.TrimSpace(text), ".")) {
	case "m", "male", "man", "boy", "masc", "masculine", "1.0":
		return medcode.Male, nil
	case "f", "female", "woman", "girl", "w", "fem", "feminine", "2.0":
		return medcode.Female, nil
	case "u", "o", "other", "unk", "unknown", "undifferentiated":
		return medcode.SexUnknown, nil
	}
	return medcode.ParseSex(strings.TrimSpace(text))
}
