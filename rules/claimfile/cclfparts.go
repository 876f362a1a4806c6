package claimfile

import (
	"errors"
	"fmt"
	"slices"

	"github.com/medcode/medcode/rules"
)

// cclfParts are the files of the feed: 1 has the headers of institutional claims, 2
// their revenue lines, 3 their procedures, 4 their diagnoses; 5, 6 and 7 have whole
// claims: of physicians, of suppliers of equipment, and Part D events.
var cclfParts = [...]partKind{
	{CCLF, 1, 0, "CLM_ID", "", cclfHeader},
	{CCLF, 1, 3, "CLM_ID", "CLM_LINE_NUM", cclfService},
	{CCLF, 1, 2, "CLM_ID", "CLM_VAL_SQNC_NUM", cclfProcedure},
	{CCLF, 1, 1, "CLM_ID", "CLM_VAL_SQNC_NUM", cclfDiagnosis},
	{CCLF, 5, 0, "CLM_ID", "CLM_LINE_NUM", cclfService},
	{CCLF, 6, 0, "CLM_ID", "CLM_LINE_NUM", cclfService},
	{CCLF, 7, 0, "CLM_ID", "", cclfService},
}

// begin takes what each row says of the claim as a whole, from the first.
func (p *partRows) begin(j *joined) {
	j.c.Adjudicated, j.c.Payer = true, rules.Medicare
	p.claim()
	p.patient = j.c.Patient.ID
}

func (p *partRows) again(j *joined) {
	if who := p.cell("BENE_ID", "DSYSRTKY"); who != "" && who != j.c.Patient.ID && !j.c.IsUnreadable(rules.AtPatient("id")) {
		unreadable(&j.c.Unreadable, rules.AtPatient("id"), who, fmt.Errorf("another row of the claim says %q", j.c.Patient.ID))
	}
}

func cclfHeader(p *partRows, j *joined) {
	if j.rows == 0 {
		p.begin(j)
		return
	}
	unreadable(&j.c.Unreadable, rules.AtField("id"), j.c.ID, errTwice)
}

var errTwice = errors.New("the file of headers has this claim twice; the first is taken")

// cclfService takes a line: of file 2, or of a file of whole claims.
func cclfService(p *partRows, j *joined) {
	if j.rows == 0 {
		p.begin(j)
	} else {
		p.again(j)
	}
	p.service()
}

func cclfProcedure(p *partRows, j *joined) {
	if j.rows == 0 {
		p.begin(j)
		return
	}
	p.again(j)
	p.codes()
}

// cclfDiagnosis takes a diagnosis; the header has the principal one without its
// indicator. Types E and 1 are external causes (CLM_PROD_TYPE_CD), which go last.
func cclfDiagnosis(p *partRows, j *joined) {
	c := j.c
	if j.rows == 0 {
		p.begin(j)
		j.matched = true
		return
	}
	p.again(j)
	code, poa := p.cell("ICD_DGNS_CD1"), poaOf(p.cell("CLM_POA_IND_SW1"))
	kind := p.cell("CLM_PROD_TYPE_CD")
	cause := kind == "E" || kind == "1"
	switch {
	case code == "":
	case !j.matched && !cause && len(c.Diagnoses) > 0 && c.Diagnoses[0].Code == code:
		c.Diagnoses[0].POA, j.matched = poa, true
	case cause:
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code, POA: poa})
		j.causes++
	default:
		c.Diagnoses = slices.Insert(c.Diagnoses, len(c.Diagnoses)-j.causes, rules.Diagnosis{Code: code, POA: poa})
	}
}
