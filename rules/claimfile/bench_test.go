package claimfile_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules/claimfile"
)

// manyClaims is an 837 of n claims of as many patients in one transaction, as a
// clearing house sends them: professional ones of some 450 bytes, institutional
// ones of some 860.
func manyClaims(guide string, n int) string {
	var b strings.Builder
	count := 0
	add := func(format string, args ...any) {
		fmt.Fprintf(&b, format+"~\n", args...)
		count++
	}
	b.WriteString(isa + "\nGS*HC*S*R*20260401*1200*1*X*" + guide + "~\n")
	add("ST*837*0001*%s", guide)
	add("BHT*0019*00*1*20260401*1200*CH")
	add("HL*1**20*1")
	add("PRV*BI*PXC*261QR0405X")
	add("NM1*85*2*CLINIC*****XX*1234567893")
	add("N3*1 MAIN ST")
	add("N4*TOWN*MD*207051234")
	add("REF*EI*000000000")
	for i := range n {
		add("HL*%d*1*22*0", i+2)
		add("SBR*P*18*******MB")
		add("NM1*IL*1*DOE%d*JANE*A***MI*1EG4TE5MK%02d", i, i%100)
		add("N3*%d NORTH STREET", i)
		add("N4*TOWN*MD*20705")
		add("DMG*D8*19%02d0%d15*F", 30+i%70, 1+i%9)
		add("NM1*PR*2*MEDICARE*****PI*00000")
		if guide == guideI {
			add("CLM*STAY%d*%d.50***11:A:1**A*Y*Y", i, 12000+i)
			add("DTP*096*TM*1130")
			add("DTP*434*RD8*20260410-20260415")
			add("DTP*435*DT*202604100930")
			add("CL1*1*1*01")
			add("REF*EA*MRN%d", i)
			add("HI*ABK:I214:::::::Y")
			add("HI*ABJ:R079")
			add("HI*DR:282")
			add("HI*ABF:E1010:::::::Y*ABF:N179:::::::N*ABF:J9601:::::::Y*ABF:I10:::::::Y*ABF:Z7982:::::::1")
			add("HI*BBR:02703ZZ:D8:20260411*BBQ:B2111ZZ:D8:20260411")
			add("HI*BH:11:D8:20260410")
			add("HI*BE:80:::5*BE:01:::1250.5")
			add("HI*BG:C1")
			add("NM1*71*1*ROE*ALEX****XX*1245319599")
			add("PRV*AT*PXC*207RC0000X")
			add("NM1*72*1*POE*BLAIR****XX*1003000126")
			for k, line := range []string{"0120**6000*DA*5", "0250**1500.25*UN*12", "0301*HC:80053*220*UN*1", "0360**4280.25*UN*1"} {
				add("LX*%d", k+1)
				add("SV2*%s", line)
				add("DTP*472*D8*20260411")
			}
			continue
		}
		add("CLM*A%d*%d***11:B:1*Y*A*Y*Y", i, 100+i%900)
		add("REF*D9*%010d", i)
		add("HI*ABK:I10*ABF:E1122*ABF:N183")
		add("NM1*82*1*ROE*ALEX****XX*1245319599")
		add("PRV*PE*PXC*207RC0000X")
		add("LX*1")
		add("SV1*HC:99214:25*%d*UN*1***1:2", 80+i%100)
		add("DTP*472*D8*202604%02d", 1+i%30)
		add("REF*6R*%d", i)
		add("LX*2")
		add("SV1*HC:80053*45.5*UN*1***1:2:3")
		add("DTP*472*D8*202604%02d", 1+i%30)
		add("REF*6R*%d", i)
	}
	fmt.Fprintf(&b, "SE*%d*0001~\nGE*1*1~\nIEA*1*000000001~\n", count+1)
	return b.String()
}

// BenchmarkX12 reads an 837 to claims, which the caller keeps, or gives back as
// soon as it has the next.
func BenchmarkX12(b *testing.B) {
	read := func(b *testing.B, guide string, reuse bool) {
		whole := []byte(manyClaims(guide, 5000))
		b.SetBytes(int64(len(whole)))
		b.ReportAllocs()
		claims := 0
		for b.Loop() {
			r := claimfile.NewReader("f", bytes.NewReader(whole), claimfile.Options{})
			for c, err := range r.All() {
				require.NoError(b, err)
				claims++
				if reuse {
					r.Reuse(c)
				}
			}
		}
		b.ReportMetric(float64(claims)/b.Elapsed().Seconds(), "claims/s")
	}
	for name, guide := range map[string]string{"professional": guideP, "institutional": guideI} {
		b.Run(name, func(b *testing.B) { read(b, guide, false) })
		b.Run(name+"/reuse", func(b *testing.B) { read(b, guide, true) })
	}
}
