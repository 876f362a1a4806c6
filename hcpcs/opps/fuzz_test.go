package opps

import (
	"encoding/binary"
	"maps"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// told requires that an error says in which file.
func told(t *testing.T, err error) {
	var fe *medcode.FileError
	require.ErrorAs(t, err, &fe)
	require.NotEmpty(t, fe.Error())
}

// Addenda: data takes the place of one of a sound set, and a claim is grouped by
// what was read.
func FuzzRead(f *testing.F) {
	files := fixture()
	names := slices.Sorted(maps.Keys(files))
	for i, name := range names {
		f.Add(uint8(i), files[name].Data)
	}
	on := medcode.NewDate(2031, 3, 1)
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		files := fixture()
		files[names[int(which)%len(names)]] = &fstest.MapFile{Data: data}
		r, err := Read(files)
		if err != nil {
			told(t, err)
			return
		}
		g, err := NewGrouper(r, Options{})
		if err != nil {
			return
		}
		c := &Claim{TypeOfBill: 131, From: on, Through: on, Age: 70}
		for _, code := range []string{"A0001", "A0003", "A0005", "A0006", "A0007", "A0008", "A0009", "A0011"} {
			c.Lines = append(c.Lines, line(code, 2, 100_00))
		}
		_, p := money(t, g, c, Provider{WageIndex: 9000, CostRatio: 3000}, Beneficiary{Deductible: 257_00})
		require.GreaterOrEqual(t, p.Total.Payment, medcode.Cents(0))
	})
}

// Tables of the editor, and those of CMS's quarters.
func FuzzReadTables(f *testing.F) {
	for _, text := range []string{
		"code\tflag\tvalue\nA0003\tlo_age\t9\nA0003\thi_age\t\nA0003\tdate_approved\t20200101\n", "revenue\tstatus_indicator\tbypass_e48\n0250\tN\tTrue\n",
		"modifier\tdate_activated\tncci\tnon_discount\n59\t20200101\tTrue\tFalse\n", "column1\tcolumn2\tmodifier\nA0004\tA0003\t1\nA0003\tA0004\t0\n",
		"addon\ttype\tprimary\nA0003\t1\tA0004\nA0001\t2\t\n\n",
	} {
		f.Add("Data_X.txt", []byte(text))
	}
	quarter := quarterlyFiles()
	for name, file := range quarter {
		f.Add(name, file.Data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		x, err := ReadTables(fstest.MapFS{"columns.tsv": quarter["columns.tsv"], "Report-Table/Data_APC.txt": quarter["Report-Table/Data_APC.txt"], "Report-Table/Data_" + base(name): {Data: data}})
		if err != nil {
			told(t, err)
			return
		}
		x.Counts()
		for code := range x.addOns {
			for range x.Flags(code) {
			}
		}
		_, _ = x.Pair(hc("A0004"), hc("A0003"), medcode.Date{})
	})
}

// base is a name that a file may have.
func base(name string) string {
	var b []byte
	for _, c := range []byte(name) {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '.' || c == '_' {
			b = append(b, c)
		}
	}
	return string(b) + "x"
}

func FuzzReadPricer(f *testing.F) {
	f.Add([]byte("apc,statusIndicator,effectiveDate,paymentRate,nationalCoinsurance,minimumCoinsurance\n05001,T,20250101,001000.00,00000.00,00200.00\n"))
	f.Add([]byte("cbsa,effectiveDate,geographicWageIndex,reclassifiedWageIndex,imputedFloorWageIndex,name\n01,20250101,0.7579,0.7600,0.0000,ALABAMA\n"))
	f.Add([]byte("hcpcsCode,rank\nP9056,1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ReadPricer(fstest.MapFS{"a.csv": {Data: data}})
		if err != nil {
			told(t, err)
			return
		}
		n := 0
		for _, c := range p.Counts() {
			n += c
		}
		require.LessOrEqual(t, n, len(data))
		_, _ = p.Rate(5001, medcode.NewDate(2025, 3, 1))
		_, _ = p.Wage("01", medcode.NewDate(2025, 3, 1))
	})
}

// FuzzGroup groups and prices claims of lines made of bytes: code, modifier,
// revenue, units, charge, day. No sum wraps and nothing is paid below zero.
func FuzzGroup(f *testing.F) {
	r, err := Read(fixture())
	require.NoError(f, err)
	g, err := NewGrouper(r, Options{})
	require.NoError(f, err)
	codes := []string{"A0001", "A0002", "A0003", "A0004", "A0005", "A0006", "A0007", "A0008", "A0009", "A0010", "A0011", "A0012", "99999"}
	modifiers := []string{"", "50", "59", "73", "74", "76", "PN", "PO", "CA", "GA", "FB"}
	f.Add(uint16(131), int64(70), []byte("\x02\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x05"))
	f.Add(uint16(121), int64(-1), []byte("\x04\x03\x7f\xff\xff\xff\xff\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x01\x68"))
	f.Fuzz(func(t *testing.T, bill uint16, of int64, data []byte) {
		on := medcode.NewDate(2031, 3, 1)
		c := &Claim{TypeOfBill: bill, From: on, Through: on.AddDays(int(of & 3)), Age: int16(of)}
		for len(data) >= 20 && len(c.Lines) < 40 {
			b := data[:20]
			data = data[20:]
			l := Line{Code: hc(codes[int(b[0])%len(codes)]), Units: int64(binary.BigEndian.Uint64(b[2:])), Charge: medcode.Cents(binary.BigEndian.Uint64(b[10:])), Revenue: binary.BigEndian.Uint16(b[18:])}
			if m := modifiers[int(b[1])%len(modifiers)]; m != "" {
				l.Modifiers = []hcpcs.Modifier{hcpcs.MustParseModifier(m)}
			}
			if b[1]&0x80 != 0 {
				l.Date = on.AddDays(int(int8(b[18])))
			}
			c.Lines = append(c.Lines, l)
		}
		res, p := money(t, g, c, Provider{WageIndex: of, CostRatio: of}, Beneficiary{Deductible: medcode.Cents(of), Credit: medcode.Cents(of), Pints: int(of)})
		require.Len(t, res.Lines, len(c.Lines))
		for _, l := range append(p.Lines, p.Total) {
			for _, x := range []medcode.Cents{l.Payment, l.Outlier, l.Deductible, l.BloodDeductible, l.Copay, l.Credit, l.Program()} {
				require.GreaterOrEqual(t, x, medcode.Cents(0), "%+v", l)
			}
			require.LessOrEqual(t, l.Payment, p.Total.Payment)
		}
	})
}
