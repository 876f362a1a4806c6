package codes

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// The codes of the UB-04 and of the CMS-1500 that are in use. Who keeps them
// (NUBC, CMS) publishes what they mean; here stands which there are.

// revenues are the revenue codes by category, the first three digits, with the
// fourth digits in use.
var revenues = func() map[string]string {
	all := map[string]string{}
	for _, f := range strings.Fields(`000:1 002:234 010:01 011:0123456789 012:0123456789 013:0123456789 014:0123456789 015:0123456789
		016:0123456789 017:0123459 018:0123459 019:0123459 020:0123456789 021:012349 022:012349 023:0123459 024:01239 025:0123456789
		026:0123459 027:0123456789 028:09 029:0123459 030:0123456789 031:0123459 032:0123459 033:0123459 034:0123459 035:01239 036:01279
		037:012349 038:0123456789 039:01234569 040:0123459 041:01239 042:0123459 043:0123459 044:0123459 045:01269 046:09 047:01239
		048:012349 049:09 050:09 051:0123456789 052:0123456789 053:0129 054:0123456789 055:0129 056:0129 057:0129 058:01239 059:019
		060:012349 061:0123456789 062:12349 063:123456789 064:0123456789 065:0123456789 066:0123459 067:0129 068:123459 069:01234569
		070:09 071:09 072:0123459 073:01239 074:09 075:09 076:0129 077:019 078:09 079:09 080:012349 081:01234569 082:01234569
		083:0123459 084:0123459 085:0123459 086:019 087:0123456789 088:0129 089:0129 090:0123456789 091:0123456789 092:01234569
		093:12 094:0123456789 095:1239 096:01234569 097:0123456789 098:123456789 099:0123456789 100:01234569 210:01234569 310:1234569`) {
		category, digits, _ := strings.Cut(f, ":")
		all[category] = digits
	}
	return all
}()

func revenueUnknown() rules.Rule {
	r := rule("revenue-unknown", "Revenue code that there is not",
		"The revenue code of a line is one in use.",
		[]string{"outpatient | I10 | | 0003/99213", "| I10 | | 0770 0007"}, []string{"outpatient | I10 | | 0510/99213", "| I10 | | 120*5 0001", "outpatient | I10 | | 045X"},
		chapter25, rules.Citation{Document: "Integrated Outpatient Code Editor specifications", Section: "edit 41"})
	r.Settings = institutional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i := range c.Lines {
			text := c.Lines[i].Revenue
			code := fourDigits(text)
			if code == "" {
				continue // claim.malformed-revenue-code
			}
			if strings.IndexByte(revenues[code[:3]], code[3]) < 0 {
				r.Find(rules.AtLine(i).In("revenue"), fmt.Sprintf("%s on line %d is no revenue code.", text, i+1), text)
			}
		}
	}
	return r
}

// fourDigits gives a revenue code the leading zero that it may lack; "" where it
// is malformed.
func fourDigits(s string) string {
	if len(s) == 3 {
		s = "0" + s
	}
	if len(s) != 4 || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}

func revenueSetting() rules.Rule {
	r := rule("revenue-setting", "Room and board on an outpatient claim",
		"Accommodation, revenue codes 010x to 021x, is of inpatients.",
		[]string{"outpatient bill:0131 | I10 | | 0120*1"}, []string{"| I10 | | 0120*1", "outpatient bill:0131 | I10 | | 0762*8"}, chapter25)
	r.Settings = rules.In(rules.Outpatient)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i := range c.Lines {
			text := c.Lines[i].Revenue
			if code := fourDigits(text); code >= "0100" && code <= "0219" {
				r.Find(rules.AtLine(i).In("revenue"), fmt.Sprintf("Line %d bills room and board (%s) on an outpatient claim.", i+1, text), text)
			}
		}
	}
	return r
}

// places are the places of service, with the day since when those of later years
// are in use.
var places = func() map[string]medcode.Date {
	all := map[string]medcode.Date{}
	for _, p := range strings.Fields("01 03 04 05 06 07 08 09 11 12 13 14 15 16 17 18 20 21 22 23 24 25 26 31 32 33 34 41 42 49 50 51 52 53 54 55 56 57 60 61 62 65 71 72 81 99") {
		all[p] = medcode.Date{}
	}
	for p, from := range map[string]medcode.Date{
		"19": medcode.NewDate(2016, 1, 1), "02": medcode.NewDate(2017, 1, 1), "58": medcode.NewDate(2020, 1, 1),
		"10": medcode.NewDate(2022, 1, 1), "27": medcode.NewDate(2023, 10, 1), "66": medcode.NewDate(2024, 8, 1),
	} {
		all[p] = from
	}
	return all
}()

func placeOfService() rules.Rule {
	r := rule("place-of-service-unknown", "Place of service that there is not",
		"A professional claim or line names its place of service by one of CMS's codes that is in use on the date of service.",
		[]string{"professional pos:98 | I10 | | 99213", "professional pos:10 2021-05-01 | I10 | | 99213"}, []string{"professional pos:11 | I10 | | 99213", "professional pos:10 | I10 | | 99213", "professional pos:1 | I10 | | 99213"},
		chapter26)
	r.Settings = professional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		check := func(at rules.Place, code string, on medcode.Date) {
			if len(code) != 2 {
				return // claim.place-of-service
			}
			from, ok := places[code]
			switch {
			case !ok:
				r.Find(at.In("placeOfService"), fmt.Sprintf("%s is no place of service.", code), code)
			case on.Before(from) && !on.IsZero():
				r.Find(at.In("placeOfService"), fmt.Sprintf("%s is a place of service since %s, not on %s.", code, from, on), code)
			}
		}
		check(rules.Place{}, c.PlaceOfService, r.Run().Date())
		for i := range c.Lines {
			check(rules.AtLine(i), c.Lines[i].PlaceOfService, c.LineDate(i))
		}
	}
	return r
}

const (
	bills       = " 11 12 13 14 18 21 22 23 28 32 33 34 41 43 65 66 71 72 73 74 75 76 77 79 81 82 83 84 85 86 87 89 "
	frequencies = "0123456789ABCDEFGHIJKLMNOPQXYZ"
	statuses    = " 01 02 03 04 05 06 07 08 09 20 21 30 40 41 42 43 50 51 61 62 63 64 65 66 69 70 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 "
)

func typeOfBill() rules.Rule {
	r := rule("type-of-bill-unknown", "Type of bill that there is not",
		"The type of bill names a kind of facility and of care that there is, and a frequency.",
		[]string{"outpatient bill:0991 | I10", "bill:011R | I10"}, []string{"bill:0111 | I10", "outpatient bill:131 | I10", "bill:11 | I10"}, chapter25)
	r.Settings = institutional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		bill := strings.TrimPrefix(c.TypeOfBill, "0")
		if len(bill) != 3 {
			return // claim.type-of-bill
		}
		if !strings.Contains(bills, " "+bill[:2]+" ") || strings.IndexByte(frequencies, bill[2]) < 0 {
			r.Find(rules.AtField("typeOfBill"), c.TypeOfBill+" is no type of bill.", c.TypeOfBill)
		}
	}
	return r
}

func dischargeStatus() rules.Rule {
	r := rule("discharge-status-unknown", "Discharge status that there is not",
		"An institutional claim says where the patient went by a status that there is: two digits.",
		[]string{"status:45 | I10", "outpatient status:99 | I10"}, []string{"status:01 | I10", "status:1 | I10", "| I10"}, chapter25)
	r.Settings = institutional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		s := c.DischargeStatus
		if len(s) == 1 {
			s = "0" + s // as some files drop the zero
		}
		if s != "" && !strings.Contains(statuses, " "+s+" ") {
			r.Find(rules.AtField("dischargeStatus"), c.DischargeStatus+" is no discharge status.", c.DischargeStatus)
		}
	}
	return r
}

// isOf reports whether a code of two characters is in a list of codes and
// ranges within one first character: "01-11 A0-A9 DR".
func isOf(list, code string) bool {
	for _, f := range strings.Fields(list) {
		first, last, isRange := strings.Cut(f, "-")
		if !isRange {
			last = first
		}
		if len(code) == 2 && code >= first && code <= last {
			return true
		}
	}
	return false
}

const (
	conditions  = "01-11 12-34 36-92 A0-AN B0-BP C1-C7 D0-DR E0-EZ G0-G9 H0-H9 M0-MZ N0-NZ P0-PZ R1-R9 T0-TZ U0-UZ W0-WZ X0-ZZ"
	occurrences = "01-06 09-12 16-22 24-69 A0-AZ B0-BZ C0-CZ D0-DZ E0-EZ F0-FZ G0-GZ H0-HZ I0-IZ J0-JZ K0-KZ L0-LZ M0-MZ N0-NZ O0-OZ P0-PZ Q0-QZ R0-RZ"
	spans       = "70-82 M0-MZ"
	values      = "01-99 A0-AZ B0-BZ C0-CZ D0-DZ E0-EZ F0-FZ G0-GZ H0-HZ I0-IZ J0-JZ K0-KZ L0-LZ M0-MZ N0-NZ O0-OZ P0-PZ Q0-QZ R0-RZ S0-SZ T0-TZ U0-UZ V0-VZ W0-WZ X0-ZZ"
)

func conditionUnknown() rules.Rule {
	r := rule("condition-unknown", "Condition code that there is not",
		"A condition code is one in use; those beginning with M and with X to Z are a payer's own.",
		[]string{"cond:97 | I10", "cond:00 | I10"}, []string{"cond:44,A6,DR | I10", "| I10"}, chapter25)
	r.Settings = institutional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for _, code := range c.Conditions {
			if !isOf(conditions, code) {
				r.Find(rules.AtField("conditions"), fmt.Sprintf("%s is no condition code.", code), code)
			}
		}
	}
	return r
}

func occurrenceUnknown() rules.Rule {
	r := rule("occurrence-unknown", "Occurrence code that there is not",
		"An occurrence code is one in use, from 01 to 69 or of a letter; occurrence spans are 70 to 82 or M0 to MZ.",
		[]string{"occ:99 | I10", "span:11 | I10"}, []string{"occ:11 span:74 | I10", "| I10"}, chapter25)
	r.Settings = institutional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for _, o := range c.Occurrences {
			if !isOf(occurrences, o.Code) {
				r.Find(rules.AtField("occurrences"), fmt.Sprintf("%s is no occurrence code.", o.Code), o.Code)
			}
		}
		for _, s := range c.Spans {
			if !isOf(spans, s.Code) {
				r.Find(rules.AtField("spans"), fmt.Sprintf("%s is no occurrence span code.", s.Code), s.Code)
			}
		}
	}
	return r
}

func valueUnknown() rules.Rule {
	r := rule("value-unknown", "Value code that there is not",
		"A value code is two letters or digits, and not 00.",
		[]string{"val:00 | I10", "val:8 | I10"}, []string{"val:54,80 | I10", "| I10"}, chapter25)
	r.Settings = institutional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for _, v := range c.Values {
			if !isOf(values, v.Code) {
				r.Find(rules.AtField("values"), fmt.Sprintf("%s is no value code.", v.Code), v.Code)
			}
		}
	}
	return r
}
