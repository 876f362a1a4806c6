package claimfile

import (
	"bytes"
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
)

// cclfLayouts are the fixed widths of the records of the claim and claim line
// feed: file, then fields with their widths, as CMS's information packet for
// accountable care organizations lists them since the Medicare Beneficiary
// Identifier stands before the number that it replaced. What stands behind the
// fields listed here is not looked at.
var cclfLayouts = []cclfLayout{
	layoutOf(1, "CUR_CLM_UNIQ_ID 13 PRVDR_OSCAR_NUM 6 BENE_MBI_ID 11 BENE_HIC_NUM 11 CLM_TYPE_CD 2 CLM_FROM_DT 10 CLM_THRU_DT 10 CLM_BILL_FAC_TYPE_CD 1 CLM_BILL_CLSFCTN_CD 1 PRNCPL_DGNS_CD 7 ADMTG_DGNS_CD 7 CLM_MDCR_NPMT_RSN_CD 2 CLM_PMT_AMT 17 CLM_NCH_PRMRY_PYR_CD 1 PRVDR_FAC_FIPS_ST_CD 2 BENE_PTNT_STUS_CD 2 DGNS_DRG_CD 4 CLM_OP_SRVC_TYPE_CD 1 FAC_PRVDR_NPI_NUM 10 OPRTG_PRVDR_NPI_NUM 10 ATNDG_PRVDR_NPI_NUM 10 OTHR_PRVDR_NPI_NUM 10 CLM_ADJSMT_TYPE_CD 2 CLM_EFCTV_DT 10 CLM_IDR_LD_DT 10 BENE_EQTBL_BIC_HICN_NUM 11 CLM_ADMSN_TYPE_CD 2 CLM_ADMSN_SRC_CD 2 CLM_BILL_FREQ_CD 1 CLM_QUERY_CD 1 DGNS_PRCDR_ICD_IND 1 CLM_MDCR_INSTNL_TOT_CHRG_AMT 15 CLM_MDCR_IP_PPS_CPTL_IME_AMT 15 CLM_OPRTNL_IME_AMT 22 CLM_MDCR_IP_PPS_DSPRPRTNT_AMT 15 CLM_HIPPS_UNCOMPD_CARE_AMT 15 CLM_OPRTNL_DSPRPRTNT_AMT 22 CLM_BLG_PRVDR_OSCAR_NUM 20 CLM_BLG_PRVDR_NPI_NUM 10 CLM_OPRTG_PRVDR_NPI_NUM 10 CLM_ATNDG_PRVDR_NPI_NUM 10 CLM_OTHR_PRVDR_NPI_NUM 10 CLM_CNTL_NUM 40 CLM_ORG_CNTL_NUM 40"),
	layoutOf(5, cclfFive),
	layoutOf(5, strings.Replace(cclfFive, "RNDRG_PRVDR_TYPE_CD 3", "RNDRG_PRVDR_TYPE_CD 2", 1)), // as a public generator of such files has it
	layoutOf(6, "CUR_CLM_UNIQ_ID 13 CLM_LINE_NUM 10 BENE_MBI_ID 11 BENE_HIC_NUM 11 CLM_TYPE_CD 2 CLM_FROM_DT 10 CLM_THRU_DT 10 CLM_FED_TYPE_SRVC_CD 1 CLM_POS_CD 2 CLM_LINE_FROM_DT 10 CLM_LINE_THRU_DT 10 CLM_LINE_HCPCS_CD 5 CLM_LINE_CVRD_PD_AMT 15 CLM_PRMRY_PYR_CD 1 PAYTO_PRVDR_NPI_NUM 10 ORDRG_PRVDR_NPI_NUM 10 CLM_CARR_PMT_DNL_CD 2 CLM_PRCSG_IND_CD 2 CLM_ADJSMT_TYPE_CD 2 CLM_EFCTV_DT 10 CLM_IDR_LD_DT 10 CLM_CNTL_NUM 40 BENE_EQTBL_BIC_HICN_NUM 11 CLM_LINE_ALOWD_CHRG_AMT 17 CLM_DISP_CD 2 CLM_BLG_PRVDR_NPI_NUM 10 CLM_RFRG_PRVDR_NPI_NUM 10"),
	layoutOf(2, "CUR_CLM_UNIQ_ID 13 CLM_LINE_NUM 10 BENE_MBI_ID 11 BENE_HIC_NUM 11 CLM_TYPE_CD 2 CLM_LINE_FROM_DT 10 CLM_LINE_THRU_DT 10 CLM_LINE_PROD_REV_CTR_CD 4 CLM_LINE_INSTNL_REV_CTR_DT 10 CLM_LINE_HCPCS_CD 5 BENE_EQTBL_BIC_HICN_NUM 11 PRVDR_OSCAR_NUM 6 CLM_FROM_DT 10 CLM_THRU_DT 10 CLM_LINE_SRVC_UNIT_QTY 24 CLM_LINE_CVRD_PD_AMT 17 HCPCS_1_MDFR_CD 2 HCPCS_2_MDFR_CD 2 HCPCS_3_MDFR_CD 2 HCPCS_4_MDFR_CD 2 HCPCS_5_MDFR_CD 2 CLM_REV_APC_HIPPS_CD 5 CLM_FAC_PRVDR_OSCAR_NUM 20"),
	layoutOf(3, "CUR_CLM_UNIQ_ID 13 BENE_MBI_ID 11 BENE_HIC_NUM 11 CLM_TYPE_CD 2 CLM_VAL_SQNC_NUM 2 CLM_PRCDR_CD 7 CLM_PRCDR_PRFRM_DT 10 BENE_EQTBL_BIC_HICN_NUM 11 PRVDR_OSCAR_NUM 6 CLM_FROM_DT 10 CLM_THRU_DT 10 DGNS_PRCDR_ICD_IND 1"),
	layoutOf(4, "CUR_CLM_UNIQ_ID 13 BENE_MBI_ID 11 BENE_HIC_NUM 11 CLM_TYPE_CD 2 CLM_PROD_TYPE_CD 1 CLM_VAL_SQNC_NUM 2 CLM_DGNS_CD 7 BENE_EQTBL_BIC_HICN_NUM 11 PRVDR_OSCAR_NUM 6 CLM_FROM_DT 10 CLM_THRU_DT 10 CLM_POA_IND 7 DGNS_PRCDR_ICD_IND 1"),
	layoutOf(7, "CUR_CLM_UNIQ_ID 13 BENE_MBI_ID 11 BENE_HIC_NUM 11 CLM_LINE_NDC_CD 11 CLM_TYPE_CD 2 CLM_LINE_FROM_DT 10 PRVDR_SRVC_ID_QLFYR_CD 2 CLM_SRVC_PRVDR_GNRC_ID_NUM 20 CLM_DSPNSNG_STUS_CD 1 CLM_DAW_PROD_SLCTN_CD 1 CLM_LINE_SRVC_UNIT_QTY 24 CLM_LINE_DAYS_SUPLY_QTY 9 PRVDR_PRSBNG_ID_QLFYR_CD 2 CLM_PRSBNG_PRVDR_GNRC_ID_NUM 20 CLM_LINE_BENE_PMT_AMT 13 CLM_ADJSMT_TYPE_CD 2"),
}

const cclfFive = "CUR_CLM_UNIQ_ID 13 CLM_LINE_NUM 10 BENE_MBI_ID 11 BENE_HIC_NUM 11 CLM_TYPE_CD 2 CLM_FROM_DT 10 CLM_THRU_DT 10 RNDRG_PRVDR_TYPE_CD 3 RNDRG_PRVDR_FIPS_ST_CD 2 CLM_PRVDR_SPCLTY_CD 2 CLM_FED_TYPE_SRVC_CD 1 CLM_POS_CD 2 CLM_LINE_FROM_DT 10 CLM_LINE_THRU_DT 10 CLM_LINE_HCPCS_CD 5 CLM_LINE_CVRD_PD_AMT 15 CLM_LINE_PRMRY_PYR_CD 1 CLM_LINE_DGNS_CD 7 CLM_RNDRG_PRVDR_TAX_NUM 10 RNDRG_PRVDR_NPI_NUM 10 CLM_CARR_PMT_DNL_CD 2 CLM_PRCSG_IND_CD 2 CLM_ADJSMT_TYPE_CD 2 CLM_EFCTV_DT 10 CLM_IDR_LD_DT 10 CLM_CNTL_NUM 40 BENE_EQTBL_BIC_HICN_NUM 11 CLM_LINE_ALOWD_CHRG_AMT 17 CLM_LINE_SRVC_UNIT_QTY 24 HCPCS_1_MDFR_CD 2 HCPCS_2_MDFR_CD 2 HCPCS_3_MDFR_CD 2 HCPCS_4_MDFR_CD 2 HCPCS_5_MDFR_CD 2 CLM_DISP_CD 2 CLM_DGNS_1_CD 7 CLM_DGNS_2_CD 7 CLM_DGNS_3_CD 7 CLM_DGNS_4_CD 7 CLM_DGNS_5_CD 7 CLM_DGNS_6_CD 7 CLM_DGNS_7_CD 7 CLM_DGNS_8_CD 7 DGNS_PRCDR_ICD_IND 1 CLM_DGNS_9_CD 7 CLM_DGNS_10_CD 7 CLM_DGNS_11_CD 7 CLM_DGNS_12_CD 7 HCPCS_BETOS_CD 3 CLM_RNDRG_PRVDR_NPI_NUM 10 CLM_RFRG_PRVDR_NPI_NUM 10"

// A cclfLayout is that of one file of the feed.
type cclfLayout struct {
	file   int
	names  []string
	widths []int
	dates  []int // where dates begin that must be there: the last two columns that hold any are not among them
	bytes  int   // of a record as far as it must be there
}

func layoutOf(file int, text string) cclfLayout {
	l := cclfLayout{file: file}
	at := 0
	words := strings.Fields(text)
	for i := 0; i < len(words); i += 2 {
		width, _ := strconv.Atoi(words[i+1])
		l.names, l.widths = append(l.names, words[i]), append(l.widths, width)
		switch words[i] {
		case "CLM_FROM_DT", "CLM_THRU_DT", "CLM_LINE_FROM_DT", "CLM_LINE_THRU_DT":
			l.dates = append(l.dates, at)
			l.bytes = at + width
		}
		at += width
	}
	return l
}

// cclfOf returns the layout of a fixed-width file of the feed by its first
// record: its dates stand where those of no other file do.
func cclfOf(line []byte) (cclfLayout, bool) {
	line = bytes.TrimRight(line, "\r\n")
	if len(line) < 50 || bytes.ContainsAny(line, "|\t") {
		return cclfLayout{}, false
	}
	for _, l := range cclfLayouts {
		fits := len(line) >= l.bytes
		for _, at := range l.dates {
			fits = fits && isDay(line[at:at+10])
		}
		if fits {
			return l, true
		}
	}
	return cclfLayout{}, false
}

// isCCLF reports whether a file is one of the feed, by its widths or its names.
func isCCLF(head []byte) bool {
	first := firstLine(head)
	_, fixed := cclfOf(first)
	return fixed || bytes.Contains(bytes.ToUpper(first), []byte("CUR_CLM_UNIQ_ID")) && isRIF(first)
}

func isDay(b []byte) bool {
	_, err := medcode.ParseDate(string(b))
	return err == nil
}

// cclfVariables are the variables of RIF that the fields of the feed hold (CMS's
// dictionary of Beneficiary FHIR Data). Where a field holds one on a carrier's line
// and another on an institution's, both are.
var cclfVariables = map[string][]string{
	"CUR_CLM_UNIQ_ID": {"CLM_ID"}, "BENE_MBI_ID": {"BENE_ID"}, "BENE_HIC_NUM": {"DSYSRTKY"}, "PRVDR_OSCAR_NUM": {"PRVDR_NUM"}, "CLM_TYPE_CD": {"NCH_CLM_TYPE_CD"},
	"CLM_BILL_FAC_TYPE_CD": {"CLM_FAC_TYPE_CD"}, "CLM_BILL_CLSFCTN_CD": {"CLM_SRVC_CLSFCTN_TYPE_CD"}, "CLM_BILL_FREQ_CD": {"CLM_FREQ_CD"},
	"PRNCPL_DGNS_CD": {"PRNCPAL_DGNS_CD"}, "CLM_MDCR_NPMT_RSN_CD": {"CLM_MDCR_NON_PMT_RSN_CD"}, "BENE_PTNT_STUS_CD": {"PTNT_DSCHRG_STUS_CD"}, "DGNS_DRG_CD": {"CLM_DRG_CD"},
	"FAC_PRVDR_NPI_NUM": {"ORG_NPI_NUM"}, "OPRTG_PRVDR_NPI_NUM": {"OP_PHYSN_NPI"}, "ATNDG_PRVDR_NPI_NUM": {"AT_PHYSN_NPI"},
	"CLM_ADMSN_TYPE_CD": {"CLM_IP_ADMSN_TYPE_CD"}, "CLM_ADMSN_SRC_CD": {"CLM_SRC_IP_ADMSN_CD"}, "DGNS_PRCDR_ICD_IND": {"PRNCPAL_DGNS_VRSN_CD"}, "CLM_MDCR_INSTNL_TOT_CHRG_AMT": {"CLM_TOT_CHRG_AMT"},
	"CLM_LINE_PROD_REV_CTR_CD": {"REV_CNTR"}, "CLM_LINE_INSTNL_REV_CTR_DT": {"REV_CNTR_DT"}, "CLM_LINE_HCPCS_CD": {"HCPCS_CD"},
	"CLM_LINE_SRVC_UNIT_QTY": {"REV_CNTR_UNIT_CNT", "LINE_SRVC_CNT", "QTY_DSPNSD_NUM"}, "CLM_LINE_CVRD_PD_AMT": {"REV_CNTR_PMT_AMT_AMT", "LINE_NCH_PMT_AMT"}, "CLM_LINE_ALOWD_CHRG_AMT": {"LINE_ALOWD_CHRG_AMT"},
	"HCPCS_1_MDFR_CD": {"HCPCS_1ST_MDFR_CD"}, "HCPCS_2_MDFR_CD": {"HCPCS_2ND_MDFR_CD"}, "HCPCS_3_MDFR_CD": {"HCPCS_3RD_MDFR_CD"}, "HCPCS_4_MDFR_CD": {"HCPCS_4TH_MDFR_CD"},
	"CLM_PRCDR_CD": {"ICD_PRCDR_CD1"}, "CLM_PRCDR_PRFRM_DT": {"PRCDR_DT1"}, "CLM_DGNS_CD": {"ICD_DGNS_CD1"}, "CLM_POA_IND": {"CLM_POA_IND_SW1"},
	"CLM_LINE_NUM": {"LINE_NUM", "CLM_LINE_NUM"}, "CLM_POS_CD": {"LINE_PLACE_OF_SRVC_CD"}, "CLM_LINE_FROM_DT": {"LINE_1ST_EXPNS_DT", "SRVC_DT"}, "CLM_LINE_THRU_DT": {"LINE_LAST_EXPNS_DT"},
	"CLM_LINE_DGNS_CD": {"LINE_ICD_DGNS_CD"}, "RNDRG_PRVDR_NPI_NUM": {"PRF_PHYSN_NPI"}, "CLM_PRVDR_SPCLTY_CD": {"PRVDR_SPCLTY"}, "CLM_CARR_PMT_DNL_CD": {"CARR_CLM_PMT_DNL_CD"}, "CLM_PRCSG_IND_CD": {"LINE_PRCSG_IND_CD"},
	"CLM_LINE_NDC_CD": {"PROD_SRVC_ID"}, "PRVDR_SRVC_ID_QLFYR_CD": {"SRVC_PRVDR_ID_QLFYR_CD"}, "CLM_SRVC_PRVDR_GNRC_ID_NUM": {"SRVC_PRVDR_ID"}, "PRVDR_PRSBNG_ID_QLFYR_CD": {"PRSCRBR_ID_QLFYR_CD"}, "CLM_PRSBNG_PRVDR_GNRC_ID_NUM": {"PRSCRBR_ID"}, "CLM_LINE_DAYS_SUPLY_QTY": {"DAYS_SUPLY_NUM"},
	"CLM_ORG_CNTL_NUM": {"FI_ORIG_CLM_CNTL_NUM"}, "CLM_RFRG_PRVDR_NPI_NUM": {"CLM_RFRG_PRVDR_NPI_NUM"},
	"PAYTO_PRVDR_NPI_NUM": {"PRVDR_NPI"}, "ORDRG_PRVDR_NPI_NUM": {"RFR_PHYSN_NPI"},
	"CLM_DGNS_1_CD": {"ICD_DGNS_CD1"}, "CLM_DGNS_2_CD": {"ICD_DGNS_CD2"}, "CLM_DGNS_3_CD": {"ICD_DGNS_CD3"}, "CLM_DGNS_4_CD": {"ICD_DGNS_CD4"}, "CLM_DGNS_5_CD": {"ICD_DGNS_CD5"}, "CLM_DGNS_6_CD": {"ICD_DGNS_CD6"},
	"CLM_DGNS_7_CD": {"ICD_DGNS_CD7"}, "CLM_DGNS_8_CD": {"ICD_DGNS_CD8"}, "CLM_DGNS_9_CD": {"ICD_DGNS_CD9"}, "CLM_DGNS_10_CD": {"ICD_DGNS_CD10"}, "CLM_DGNS_11_CD": {"ICD_DGNS_CD11"}, "CLM_DGNS_12_CD": {"ICD_DGNS_CD12"},
}

// cutFixed cuts a record of fixed widths into r.row; what is missing is empty.
func (r *rifReader) cutFixed(line string) {
	r.row = r.row[:0]
	for _, width := range r.widths {
		n := min(width, len(line))
		r.row = append(r.row, line[:n])
		line = line[n:]
	}
}

// otherFeed finds the files of the feed that hold no claims by their names, and
// otherRecord by their records of fixed width: an MBI in front (42 CFR 425.702), or
// behind the identifier of a claim.
var (
	otherFeed   = regexp.MustCompile(`(?i)\.ZC([89AB])|CCLF([89AB])`)
	otherRecord = regexp.MustCompile(`^(\d{13})?[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]{2}\d{2}`)
)

var otherFeeds = map[string]string{"8": "beneficiaries", "9": "identifiers of beneficiaries", "A": "benefit enhancements and demonstrations, Part A", "B": "benefit enhancements and demonstrations, Part B"}

// cclfOther says what a file of the feed is that holds no claims, "" where it is none.
func cclfOther(name, first string) string {
	if m := otherFeed.FindStringSubmatch(name); m != nil {
		file := strings.ToUpper(cmp.Or(m[1], m[2]))
		return "file " + file + " of CCLF, of " + otherFeeds[file] + ", holds no claims; files 1 to 7 do"
	}
	upper := strings.ToUpper(first)
	switch m := otherRecord.FindStringSubmatch(upper); {
	case m != nil && m[1] == "":
		return "a file of CCLF with a beneficiary in front, as files 8 and 9 have, holds no claims; files 1 to 7 do"
	case m != nil:
		return "a file of CCLF with the widths of none of files 1 to 7: A or B, which hold no claims, or of another version"
	case strings.Contains(upper, "BENE_MBI_ID"), strings.Contains(upper, "CRNT_NUM") && strings.Contains(upper, "PRVS_NUM"):
		return "a file of CCLF without the identifier of claims, as 8 and 9 are; files 1 to 7 hold claims"
	}
	return ""
}
