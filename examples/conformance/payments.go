package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/internal/ippsvector"
)

// firstYear is the first fiscal year whose tables are embedded.
const firstYear = 2021

// cells are what a line of payments says, by column.
type cells map[string]string

// ordinary is the hospital and the stay from which each case differs in what its
// kind names. No hospital has this number.
var ordinary = cells{
	"discharge_status": "1", "review_code": "0", "los": "6", "covered_days": "6", "lifetime_reserve_days": "0", "charges": "60000.00",
	"provider": "019999", "provider_type": "00", "cbsa": "10180", "wage_index": "1.0432", "area_size": "O",
	"special_wage_index": "0", "prior_wage_index": "0", "cola": "1.000", "quality_flag": "1", "residents_per_bed": "0", "residents_per_day": "0",
	"beds": "250", "ssi_share": "0", "medicaid_share": "0", "operating_ccr": "0.250", "capital_ccr": "0.020", "uncompensated_care": "0",
	"vbp_flag": "N", "vbp_factor": "0", "hrr_flag": "0", "hrr_factor": "0", "hac_flag": "N", "low_volume_flag": "N", "low_volume_factor": "0",
	"hospital_specific_rate": "0.00", "capital_pay_code": "B", "capital_new_hospital": "N", "waiver_flag": "N", "provider_terminated": "00000000",
}

// A variant differs from what is ordinary; its name is the kind of its cases.
type variant struct {
	name string
	with cells
}

var hospitals = []variant{
	{"ordinary", nil},
	{"low-wage", cells{"wage_index": "0.8127"}},
	{"large-urban", cells{"area_size": "L", "wage_index": "1.2901"}},
	{"rural", cells{"area_size": "R", "wage_index": "0.8000", "beds": "49", "cbsa": "01"}},
	{"teaching", cells{"residents_per_bed": "0.3512", "residents_per_day": "0.4200", "beds": "600"}},
	{"low-income", cells{"ssi_share": "0.1204", "medicaid_share": "0.2710", "uncompensated_care": "412.33"}},
	{"low-income-small", cells{"ssi_share": "0.0900", "medicaid_share": "0.2000", "beds": "80", "area_size": "R"}},
	{"rural-referral", cells{"provider_type": "07", "ssi_share": "0.1000", "medicaid_share": "0.3000", "area_size": "R"}},
	{"sole-community", cells{"provider_type": "16", "hospital_specific_rate": "9876.54", "area_size": "R"}},
	{"medicare-dependent", cells{"provider_type": "14", "hospital_specific_rate": "8765.43", "beds": "60", "area_size": "R"}},
	{"essential-access", cells{"provider_type": "21", "hospital_specific_rate": "10250.00", "area_size": "R"}},
	{"no-quality-data", cells{"quality_flag": "0"}},
	{"no-electronic-records", cells{"ehr_flag": "Y"}},
	{"neither", cells{"quality_flag": "0", "ehr_flag": "Y"}},
	{"value-based", cells{"vbp_flag": "Y", "vbp_factor": "0.98765432101"}},
	{"readmissions", cells{"hrr_flag": "1", "hrr_factor": "0.9817"}},
	{"acquired-conditions", cells{"hac_flag": "Y"}},
	{"low-volume", cells{"low_volume_flag": "Y", "low_volume_factor": "0.183333"}},
	{"alaska", cells{"provider": "029999", "cola": "1.220"}},
	{"hawaii", cells{"provider": "129999", "cola": "1.250"}},
	{"new-hospital", cells{"capital_new_hospital": "Y"}},
	{"ended", cells{"provider_terminated": "ended"}},
	{"wrong-readmissions", cells{"hrr_flag": "0", "hrr_factor": "0.9900"}},
	{"all", cells{"residents_per_bed": "0.2100", "residents_per_day": "0.1800", "ssi_share": "0.1500", "medicaid_share": "0.2500", "uncompensated_care": "987.65",
		"vbp_flag": "Y", "vbp_factor": "1.00712345678", "hrr_flag": "1", "hrr_factor": "0.9944", "hac_flag": "Y", "low_volume_flag": "Y", "low_volume_factor": "0.041667"}},
}

var ways = []variant{
	{"home", nil},
	{"one-day", cells{"los": "1", "covered_days": "1"}},
	{"long", cells{"los": "40", "covered_days": "40"}},
	{"outlier", cells{"charges": "900000.00"}},
	{"outlier-not-wanted", cells{"charges": "900000.00", "review_code": "7"}},
	{"acute-transfer", cells{"discharge_status": "2", "review_code": "3", "los": "2", "covered_days": "2"}},
	{"acute-transfer-outlier", cells{"discharge_status": "2", "review_code": "3", "los": "2", "covered_days": "2", "charges": "700000.00"}},
	{"acute-transfer-not-wanted", cells{"discharge_status": "2", "review_code": "6", "los": "2", "covered_days": "2", "charges": "700000.00"}},
	{"post-acute", cells{"discharge_status": "3", "review_code": "9", "los": "1", "covered_days": "1"}},
	{"post-acute-long", cells{"discharge_status": "3", "review_code": "9", "los": "30", "covered_days": "30"}},
	{"post-acute-not-wanted", cells{"discharge_status": "6", "review_code": "11", "los": "1", "covered_days": "1", "charges": "700000.00"}},
	{"reserve-days", cells{"los": "90", "covered_days": "90", "lifetime_reserve_days": "20"}},
	{"too-many-reserve-days", cells{"los": "90", "covered_days": "90", "lifetime_reserve_days": "61"}},
	{"wrong-review-code", cells{"review_code": "1"}},
}

// drgs are those that the cases are of: of high and low weight, surgical and
// medical, in and out of the post-acute and special-pay lists; the last is none.
var drgs = []drg.Number{3, 23, 64, 189, 193, 247, 291, 329, 392, 470, 481, 682, 743, 795, 853, 871, 885, 945, 2000}

// paymentVectors are those of each embedded year whose rates are all known.
func paymentVectors(wants func(string) bool) (all []vectors, err error) {
	for year := firstYear; ; year++ {
		r, err := ipps.ForDischarge(medcode.NewDate(year, 1, 15))
		if errors.Is(err, medcode.ErrDate) && year > firstYear {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		name := fmt.Sprintf("ipps/%d", year)
		if rates, _ := r.Rates(); !wants(name) || rates.FixedLoss == 0 || rates.Capital == 0 {
			continue
		}
		v := vectors{name: name, headed: true, columns: answered(), claims: payments(r)}
		if v.answers, err = price(name, v.claims, r); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
}

// answered are the columns that are compared: those of the pricer that the
// library works out.
func answered() []string {
	columns := []string{"id", "return_code", "total"}
	columns = append(columns, ippsvector.Amounts[1:]...)
	return append(columns, ippsvector.Steps...)
}

// payments writes the cases of a year.
func payments(r *ipps.Release) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, strings.Join(ippsvector.Columns, "\t"))
	n := 0
	rates, _ := r.Rates()
	for _, hospital := range hospitals {
		if hospital.with["hospital_specific_rate"] != "" && rates.HospitalSpecific[0] == 0 {
			continue // nothing is known of the year's update
		}
		for _, way := range ways {
			for i, d := range drgs {
				// Every hospital with every way, and each pair with three of the DRGs.
				if (n+i)%len(drgs) >= 3 {
					continue
				}
				line := maps.Clone(ordinary)
				maps.Copy(line, hospital.with)
				maps.Copy(line, way.with)
				ofYear(line, r, d)
				line["id"] = fmt.Sprintf("%d-%s-%s-%s", r.FiscalYear(), hospital.name, way.name, d)
				line["kind"] = hospital.name + " " + way.name
				for k, column := range ippsvector.Columns {
					if k > 0 {
						b.WriteByte('\t')
					}
					b.WriteString(line[column])
				}
				b.WriteByte('\n')
			}
			n += 5 // has no divisor in common with the number of DRGs
		}
	}
	return b.Bytes()
}

// ofYear fills in what the year's tables say for the stay and the hospital.
func ofYear(line cells, r *ipps.Release, d drg.Number) {
	year := r.FiscalYear()
	line["fiscal_year"], line["drg"] = strconv.Itoa(year), strconv.Itoa(int(d))
	line["discharge_date"], line["provider_from"] = fmt.Sprintf("%d0115", year), fmt.Sprintf("%d1001", year-1)
	if line["provider_terminated"] == "ended" {
		line["provider_terminated"] = fmt.Sprintf("%d0101", year)
	}
	flag := map[bool]string{true: "Y", false: "N"}
	line["post_acute"], line["special_pay"] = "N", "N"
	if w, ok := r.Lookup(d); ok {
		line["relative_weight"], line["geometric_mean_los"], line["arithmetic_mean_los"] = w.Relative.String(), w.GeometricMean.String(), w.ArithmeticMean.String()
		line["post_acute"], line["special_pay"] = flag[w.PostAcute], flag[w.SpecialPay]
	}
	var update ipps.UpdateReduction
	if line["quality_flag"] != "1" {
		update |= ipps.NoQuality
	}
	if line["ehr_flag"] == "Y" {
		update |= ipps.NoEHR
	}
	rates, _ := r.Rates()
	amount := rates.LowWage[update]
	if wage, _ := strconv.ParseFloat(line["wage_index"], 64); wage > 1 {
		amount = rates.HighWage[update]
	}
	line["labor_amount"], line["nonlabor_amount"] = amount.Labor.String(), amount.NonLabor.String()
	line["labor_share"] = strconv.FormatFloat(amount.LaborShare(), 'f', 4, 64)
	line["capital_rate"], line["fixed_loss"] = rates.Capital.String(), rates.FixedLoss.String()
}

// price answers the cases as they are written.
func price(name string, claims []byte, r *ipps.Release) ([]byte, error) {
	in, err := ippsvector.NewReader(name, bytes.NewReader(claims))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	columns := answered()
	fmt.Fprintln(&b, strings.Join(columns, "\t"))
	for {
		c, err := in.Read()
		if err == io.EOF {
			return b.Bytes(), nil
		}
		if err != nil {
			return nil, err
		}
		h, p, err := c.Pay(r)
		a, err := c.Answer(h, p, err)
		if err != nil {
			return nil, err
		}
		for i, column := range columns {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(a[column])
		}
		b.WriteByte('\n')
	}
}
