// Package claimfile reads claims from the files that hold them and writes them:
// the X12 837 transactions that providers send, the ExplanationOfBenefit and
// Claim of HL7 FHIR that payers hand out, CMS's research files (RIF), synthetic
// public use files (DE-SynPUF) and claim and claim line feed (CCLF), Synthea's CSV,
// JSON Lines, and CSV in any dialect. [Read] tells them apart by content and
// streams: memory does not grow with the file, but for a Bundle of FHIR, which is
// read whole. [NewJoin] reads claims of which several files hold parts.
//
// # Which field of which format goes where
//
//	rules.Claim          837 (loop, element)             FHIR EOB, Claim                       RIF                                    CSV
//	ID                   CLM01                           identifier clm_id, else the first     CLM_ID                                 id
//	Setting              CLM05-1 and -2, else the guide  type of bill, else type and subType   type of bill, else NCH_CLM_TYPE_CD     setting
//	Payer                SBR09                           insurer, coverage                     Medicare                               payer
//	ICD                  qualifiers of HI                system of the codes                   *_VRSN_CD                              icd, else the date
//	TypeOfBill           CLM05-1, -3 (institutional)     typeofbill; clm_fac_type_cd and on    CLM_FAC_TYPE_CD and the next two       type_of_bill
//	PlaceOfService       CLM05-1; SV105                  item.locationCodeableConcept          LINE_PLACE_OF_SRVC_CD                  place_of_service, line_pos
//	FrequencyCode        CLM05-3 (professional)          clm_freq_cd                                                                  frequency
//	OriginalReference    REF*F8                          related; fi_orig_clm_cntl_num         FI_ORIG_CLM_CNTL_NUM                   original_reference
//	BillingNPI           2010AA NM1*85                   provider, organization                ORG_NPI_NUM, CARR_CLM_BLG_NPI_NUM      billing_npi
//	BillingTaxonomy      PRV*BI                                                                                                       billing_taxonomy
//	BillingZIP           N4 of 2010AA                                                                                                 billing_zip
//	CCN                  REF*1C (4010)                   provider prvdr_num, PRN               PRVDR_NUM                              ccn
//	RenderingNPI         NM1*82; NM1*71 (institutional)  careTeam of no line                   AT_PHYSN_NPI                           rendering_npi
//	RenderingTaxonomy    PRV*PE, PRV*AT                  careTeam.qualification                                                       rendering_taxonomy
//	Specialty                                            careTeam prvdr_spclty                 PRVDR_SPCLTY (lines)                   specialty
//	OperatingNPI         NM1*72                          careTeam operating                    OP_PHYSN_NPI                           operating_npi
//	ReferringNPI         NM1*DN                          referral, careTeam referring          RFR_PHYSN_NPI                          referring_npi
//	Facility             2310 NM1*77, N4                 facility                              PRVDR_STATE_CD, PRVDR_ZIP (lines)      facility_npi, facility_state, facility_zip
//	POAExempt                                                                                                                         poa_exempt
//	Patient.ID           NM109 of IL; of QC (4010)       patient                               BENE_ID                                patient
//	Patient.Given        NM104 of QC                                                                                                  given
//	Patient.Birth, Sex   DMG02, DMG03                    Patient, where the file has it        DOB_DT, GNDR_CD                        birth, sex, age
//	Member, Relationship NM109 of IL; SBR02, PAT01       Coverage, where the file has it                                              member, relationship
//	MedicalRecord        REF*EA                          medicalrecordnumber                                                          medical_record
//	PriorAuthorization   REF*G1                          insurance.preAuthRef                                                         prior_authorization
//	Referral, Remarks    REF*9F; NTE                                                                                                  referral, remarks
//	From, Through        DTP*434; DTP*472 (claim)        billablePeriod                        CLM_FROM_DT, CLM_THRU_DT               from, through
//	Admission, Discharge DTP*435; DTP*096                admissionperiod, hospitalization      CLM_ADMSN_DT, NCH_BENE_DSCHRG_DT       admission, discharge
//	AdmissionType        CL101                           admtype                               CLM_IP_ADMSN_TYPE_CD                   admission_type
//	AdmissionSource      CL102                           pointoforigin, clm_src_ip_admsn_cd    CLM_SRC_IP_ADMSN_CD                    admission_source
//	DischargeStatus      CL103                           discharge-status                      PTNT_DSCHRG_STUS_CD                    discharge_status
//	Conditions           HI*BG                           supportingInfo of NUBC's systems                                             conditions
//	Occurrences, Spans   HI*BH, HI*BI                    the same                                                                     occurrences, spans
//	Values               HI*BE                           the same                                                                     values
//	Admitting, Reasons   HI*ABJ, HI*APR                  diagnosis by its type                 ADMTG_DGNS_CD, RSN_VISIT_CD1 on        admitting, reasons
//	Diagnoses            HI*ABK, ABF, ABN                diagnosis                             ICD_DGNS_CD1 on, ICD_DGNS_E_CD1 on     diagnoses, dx1 on, poa1 on
//	Procedures           HI*BBR, BBQ                     procedure                             ICD_PRCDR_CD1 on, PRCDR_DT1 on         procedures, px1 on, pxdate1 on
//	DRG                  HI*DR                           clm_drg_cd, packageCode               CLM_DRG_CD                             drg
//	Charge               CLM02                           total submitted, totalCost, total     CLM_TOT_CHRG_AMT, NCH_CARR_CLM_SBMTD…  charge
//	Adjudicated          never                        an ExplanationOfBenefit is            always                                 adjudicated
//	Allowed, Paid                                        total eligible; payment               NCH_CARR_CLM_ALOWD_AMT; CLM_PMT_AMT    allowed, paid
//	Denied, DenialReason                                 clm_mdcr_non_pmt_rsn_cd, carr_clm_…   the same, CARR_CLM_PMT_DNL_CD           denied, denial_reason
//	Line.Code, Modifiers SV101, SV202                    productOrService, modifier            HCPCS_CD, HCPCS_1ST_MDFR_CD on         hcpcs, modifiers
//	Line.Revenue         SV201                           revenue                               REV_CNTR                               revenue
//	Line.Units, Measure  SV104, 103; SV205, 204          quantity                              REV_CNTR_UNIT_CNT, LINE_SRVC_CNT       units, measure
//	Line.Charge          SV102, SV203                    adjudication submitted; net           REV_CNTR_TOT_CHRG_AMT, LINE_SBMTD_…    line_charge
//	Line.NonCovered      SV207                           noncovered                            REV_CNTR_NCVRD_CHRG_AMT                line_non_covered
//	Line.From, Through   DTP*472                         servicedDate, servicedPeriod          REV_CNTR_DT, LINE_1ST_EXPNS_DT on      line_from, line_through
//	Line.Pointers        SV107                           diagnosisSequence                     LINE_ICD_DGNS_CD                       line_pointers
//	Line.NDC             LIN03                           ndc                                   LINE_NDC_CD                            ndc
//	Line.NDCQuantity     CTP04                           rev_cntr_ndc_qty                      REV_CNTR_NDC_QTY                       ndc_quantity
//	Line.NDCUnit         CTP05                                                                                                        ndc_unit
//	Line.RenderingNPI    2420 NM1*82                     careTeamSequence                      PRF_PHYSN_NPI, RNDRNG_PHYSN_NPI        line_npi
//	Line.CodeList        SV101-1, SV202-1                system of the code                                                           code_list
//	Line.PlaceOfService  SV105                         item.locationCodeableConcept          LINE_PLACE_OF_SRVC_CD                  line_pos
//	Line.RenderingTaxonomy  2420 PRV*PE                careTeam.qualification                                                       line_taxonomy
//	Line.Specialty                                       careTeam prvdr_spclty                 PRVDR_SPCLTY                           line_specialty
//	Line.Facility        2420 NM1*77, N4                 provider state, ZIP; locationAddress  PRVDR_STATE_CD, PRVDR_ZIP              line_facility_npi, line_facility_state, line_facility_zip
//	Line.PriorAuthorization  2400 REF*G1                                                                                            line_authorization
//	Line.ReferringNPI    2420 NM1*DN                     careTeam referring                                                           line_referring_npi
//	Line.Note            2400 NTE                                                                                                     line_note
//	Line.Allowed, Paid                                   eligible, benefit                     LINE_ALOWD_CHRG_AMT, LINE_NCH_PMT_AMT  line_allowed, line_paid
//	Line.Teeth           TOO02, TOO03 (dental)           bodySite, subSite of an oral claim                                           line_teeth, "3:MO"
//	Line.Areas           SV304 (dental)                                                                                               line_areas
//	Line.Prosthesis      SV305 (dental)                                                                                               prosthesis
//	Teeth                DN201, DN202 (dental)           missingtoothnumber of an oral claim                                          teeth, "14:M"
//	Orthodontics         DN1; DTP*452 of the claim (dental)                                                                           ortho_treatment, ortho_months, ortho_remaining, ortho_placed
//	Line.DaysSupply                                      dayssupply of a pharmacy claim        DAYS_SUPLY_NUM                         days_supply
//	Line.Denied                                          line_prcsg_ind_cd                     LINE_PRCSG_IND_CD: not A, R or S       line_denied
//	Line.DenialReason                                    adjudication reason                   REV_CNTR_1ST_ANSI_CD                   line_denial_reason
//
// # What is read, and how
//
// What a file says of a claim is kept as written, however wrong: finding that is
// the rules' work. Where a field can't hold what is written (a
// date that is no day of the calendar, a charge of three decimals, a DRG of four
// digits) it is zero, and the text is in [rules.Claim.Unreadable], which rule
// claim.unreadable-field reports. What costs a claim is an error that names it:
// a CSV row with other cells than its header, JSON of another form, more lines or
// codes than [medcode.Limits] allows a claim. No error quotes more of the file
// than the field that it is about.
//
// An 837 is an envelope (ISA, GS, ST) around a tree of loops: a billing provider,
// under it a subscriber, perhaps a patient, under those claims (CLM) with
// diagnoses (HI), and under each its service lines (SV1 or SV2). Versions 5010 and
// 4010 are read. Its separators are found by counting the elements of ISA; line
// breaks are no data, wherever they stand; what loop 2320 and those below say is
// about another payer, and nothing of it is the claim's. An ISA segment of other
// widths, another component separator than ISA16 names, or none at all are read
// by what there is and told by an error that wraps [ErrControl]. Of a dental claim
// (837D) teeth, surfaces, areas, prosthesis, missing teeth and orthodontics are read;
// its codes are of list AD. A claim whose total (CLM02) is absent or zero has the sum
// of its lines' charges for one. Other transactions are told
// and left out. What an 837 says that no field of the claim holds is passed over:
// names and addresses but a ZIP code, paperwork (PWK), contracts (CN1), amounts
// (AMT), file information (K3, but for indicators of presence on admission, which
// version 4010 has there), ambulance, spinal and other certifications (CR1 to
// CR5, CRC), prices (HCP), treatment codes (HI*TC), anesthesia procedures (HI*BP,
// BO), and references but those of the table.
//
// FHIR is read in versions R4 and STU3, as one resource, several, a Bundle, Bundles
// within it, or a resource a line; that of CARIN for Blue Button, Blue Button 2.0,
// BCDA and Synthea among it. References are followed to what the claim contains and
// to the resources of the same Bundle, relative or absolute. Of a Bundle with both a
// Claim and the ExplanationOfBenefit that answers it, the latter is the claim.
// Pharmacy and oral claims have settings of their own, vision claims are professional.
// Resources whose status is entered-in-error, cancelled or draft are errors. A service
// that has a code of a clinical list alone, as Synthea's have, keeps it: SNOMED CT's
// under list SCT.
//
// RIF has the variables' names in its header, separated by bars (or commas, tabs),
// perhaps with a bar at the end of each record; rows of one claim follow one
// another, and where they stand apart each claim says so in Unreadable.
//
// DE-SynPUF has the variables of its codebook, a claim's lines side by side, and codes
// of ICD-9-CM; its files are told by their columns. Part D events (PDE_ID) are claims of
// pharmacies: who prescribed is the referring clinician, the pharmacy bills.
//
// CCLF is read by the fixed widths of its files, or under their names, as the
// variables of RIF that its fields hold (CMS's dictionary of Beneficiary FHIR Data).
// Alone, file 1 gives claims without lines, 2 their lines, 3 their procedures, 4 their
// diagnoses; [NewJoin] makes whole claims of them: the principal diagnosis of the header
// takes its indicator from file 4, external causes go last, lines are in the order of
// their numbers. Files 5 and 6 hold whole claims, 7 Part D events. Days of the years 1000
// and 9999 and ~ are nothing there; an adjustment type of 1 is frequency 8, of 2
// frequency 7. The widths are those of the files that lead with the Medicare Beneficiary
// Identifier. They were held against a public generator of such files, made after version
// 38.0 of CMS's information packet (February 2, 2024), and agree but for the type of the
// rendering provider in file 5, 3 or 2 characters, of which both are read. No file of
// CMS's was at hand. Cancelled claims are told by their frequency, and not taken off.
//
// Synthea's claims.csv is joined with claims_transactions.csv, of which charges are
// lines and payments are theirs, or encounters.csv with conditions.csv and
// procedures.csv: encounters of class inpatient, SNF and hospice are stays, emergency and
// outpatient a hospital's, all others professional. Codes are SNOMED CT's, under list SCT.
//
// JSON Lines is one claim a line, as [encoding/json] writes a [rules.Claim]; claims in
// a list, in a list "claims" of an object, or over several lines each are read too, and
// then JSON that is damaged ends the file. A
// field that no claim has is an error, and so is one that stands twice. Where icd
// is left out, the day of the claim decides: codes of before October 1, 2015 are of
// ICD-9-CM (45 CFR 162.1002), here as in CSV and in RIF without the variables of versions. A stated
// age that contradicts the birth date is noted in Unreadable.
//
//	{"id":"A","setting":"inpatient","patient":{"birth":"1960-02-29","sex":"F"},
//	 "from":"2026-04-10","through":"2026-04-15","diagnoses":[{"code":"I214","poa":"Y"}],
//	 "lines":[{"revenue":"0100","units":5,"charge":1250.00}],"drg":"282","charge":1250.00}
//
// (on one line). CSV has a header; the table above has its columns, in any order
// and case, and many other names for them are known (dob, gender, status, cpt);
// [Options] maps those that are not. Commas, semicolons, tabs or bars separate
// them; text is UTF-8, UTF-16 or Windows-1252; lines end in LF, CR LF or CR. Lists
// are separated by blanks, commas, semicolons or bars, or are in JSON. A quoted cell
// may have line breaks. The first sheet with rows of a workbook (.xlsx) is read as CSV,
// its dates as they are and its numbers as they are stored: leading zeros that it has
// lost stay lost. NULL, NA, N/A, NaN, None, a dash, a point and \N are empty cells, amounts may have a
// decimal comma, a currency, or stand in parentheses, and where no column says the
// setting a type of bill does. Rows that are none are passed over and told: titles above
// the header, the header again, rules of dashes, totals, and the count of rows that
// databases write. A code that a program has given decimals, 99213.0, has none; what a
// spreadsheet is told with that a cell is text, ="0450", is no part of it. A diagnosis
// has its present-on-admission indicator behind a colon, "I10:Y E119:N", a
// procedure, an occurrence and a span their dates, a value its amount. Dates are
// 2026-04-10, 20260410, 10-APR-2026 or 04/10/2026, with the month first unless the
// first rows can only be read otherwise. Units are 1 where the cell is empty. Rows
// that follow one another with the same id are lines of one claim, until a blank
// line; where they contradict each other, where an age contradicts the birth date,
// and where rows of an id stand apart, the claim says so in Unreadable.
// [Reader.Notes] tells what was chosen, and whether the codes look like those of
// another system.
//
// [NewWriter] writes 837 (professional, institutional, dental), JSON Lines and CSV, and
// tells which fields the format had no place for.
package claimfile
