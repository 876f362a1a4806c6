package opps

// A Flag is a fact about a code that no addendum prints. The names are those of
// the tables ([Tables]).
type Flag uint8

// The flags.
const (
	FlagAddOnDrugAdmin                      Flag = iota // addon_drug_admin
	FlagAddOnSaaS                                       // addon_saas
	FlagAddOnType1                                      // addon_type1
	FlagAddOnType2                                      // addon_type2
	FlagAddOnType3                                      // addon_type3
	FlagAdvanceCarePlanning                             // advance_care_planning
	FlagAllogeneicTransplant                            // allogeneic_transplant
	FlagAnnualWellnessVisit                             // annual_wellness_visit
	FlagAntigen                                         // antigen
	FlagBilateralConditional                            // bilateral_conditional
	FlagBilateralIndependent                            // bilateral_independent
	FlagBilateralInherent                               // bilateral_inherent
	FlagBloodProduct                                    // blood_product
	FlagBloodService                                    // blood_service
	FlagBundledInBiological                             // bundled_in_biological
	FlagBypassEdit72FQHCRHC                             // bypass_e72_fqhc_rhc
	FlagBypassEdit92Modifier                            // bypass_e92_modifier
	FlagBypassEdit99                                    // bypass_e99
	FlagCAPCExclusion                                   // capc_exclusion: paid beside a comprehensive APC
	FlagCAPCSRSPlanAndPrep                              // capc_srs_plan_and_prep
	FlagCast                                            // cast
	FlagCmsMidQuarterTermination                        // cms_mid_quarter_termination
	FlagCoinsuranceDeductibleWaiverEligible             // coinsurance_deductible_waiver_eligible
	FlagColorectal                                      // colorectal: may have modifier PT
	FlagCorneaTissueProcessing                          // cornea_tissue_processing
	FlagCorneaTransplant                                // cornea_transplant
	FlagCriticalCareAncillary                           // critical_care_ancillary
	FlagDailyMentalHealth                               // daily_mental_health
	FlagDateApproved                                    // date_approved: first day of the code; the value
	FlagDateTerminated                                  // date_terminated: last day; the value
	FlagDeductibleCoinsNA                               // deductible_coins_na
	FlagDevice                                          // device: satisfies edit 92
	FlagDeviceDependentProcedure                        // device_dependent_procedure
	FlagDeviceProcedure                                 // device_procedure: needs a device: edit 92
	FlagDMERCBillableOnly                               // dmerc_billable_only
	FlagEducational                                     // educational
	FlagFilmXray                                        // film_xray
	FlagFQHCChronicCare                                 // fqhc_chronic_care
	FlagFQHCDcaps                                       // fqhc_dcaps
	FlagFQHCFluPpv                                      // fqhc_flu_ppv
	FlagFQHCNonCovered                                  // fqhc_non_covered
	FlagFQHCPreventive                                  // fqhc_preventive
	FlagHiAge                                           // hi_age: greatest age in years; the value
	FlagIMRT                                            // imrt
	FlagInformationOnly                                 // information_only
	FlagIOPAddOn                                        // iop_addon
	FlagIOPDuration                                     // iop_duration
	FlagIOPNotMH                                        // iop_not_mh
	FlagIOPPrimary                                      // iop_primary
	FlagIOPService                                      // iop_service
	FlagLoAge                                           // lo_age: least age in years; the value
	FlagMHNotIOP                                        // mh_not_iop
	FlagMHNotPh                                         // mh_not_ph
	FlagNonBillableMAC                                  // non_billable_mac
	FlagNonCovered                                      // non_covered
	FlagNonReportableSite                               // non_reportable_site
	FlagNonStandardCTScan                               // non_standard_ct_scan
	FlagNonopioidDevice                                 // nonopioid_device
	FlagNonopioidLimit                                  // nonopioid_limit: most that a line is paid (SSA 1833(t)(16)(G)); the value, in dollars
	FlagNotRecognizedMcare                              // not_recognized_mcare
	FlagNotRecognizedOPPS                               // not_recognized_opps
	FlagObservation                                     // observation
	FlagObservationDirectAdmit                          // observation_direct_admit
	FlagObservationHospitalOnly                         // observation_hospital_only
	FlagObservationHourly                               // observation_hourly
	FlagOpioidTreatmentProgram                          // opioid_treatment_program
	FlagOpioidUseDisorder                               // opioid_use_disorder
	FlagOverrideSection603                              // override_section603
	FlagPackedRedCells                                  // packed_red_cells
	FlagPartBBillable                                   // part_b_billable
	FlagPassthroughContrast                             // passthrough_contrast
	FlagPassthroughDevice                               // passthrough_device
	FlagPassthroughRadiopharm                           // passthrough_radiopharm
	FlagPHAddOn                                         // ph_addon
	FlagPHDuration                                      // ph_duration
	FlagPHNotMH                                         // ph_not_mh
	FlagPHPrimary                                       // ph_primary
	FlagPHService                                       // ph_service
	FlagPHPIOPReportable                                // php_iop_reportable
	FlagQuestionable                                    // questionable
	FlagRadiopharmExceedsThreshold                      // radiopharm_exceeds_threshold
	FlagRemoteMentalHealth                              // remote_mental_health
	FlagRemoteMentalHealthAddOn                         // remote_mental_health_addon
	FlagRHCModifierConflict                             // rhc_modifier_conflict
	FlagSDOHRiskAssessment                              // sdoh_risk_assessment
	FlagSection603Exclusion                             // section603_exclusion
	FlagSeparateProcedure                               // separate_procedure
	FlagSkinSubstituteHi                                // skin_substitute_hi
	FlagSkinSubstituteLo                                // skin_substitute_lo
	FlagSkinSubstituteSgHi                              // skin_substitute_sg_hi
	FlagSkinSubstituteSgLo                              // skin_substitute_sg_lo
	FlagSplint                                          // splint
	FlagStatutoryExclusion                              // statutory_exclusion
	FlagSTVPackaged                                     // stv_packaged: packaged with S, T or V
	FlagTPackaged                                       // t_packaged: packaged with T
	FlagTelehealth                                      // telehealth
	FlagTerminatedDeviceProcedure                       // terminated_device_procedure
	FlagTherapyConditionallyPaid                        // therapy_conditionally_paid
	FlagTokenChargeOnly                                 // token_charge_only
	FlagTraumaCriticalCare                              // trauma_critical_care
	FlagTraumaRevenueCode                               // trauma_revenue_code
	FlagUnclassifiedDrug                                // unclassified_drug
	FlagVaccine                                         // vaccine
	FlagWholeBlood                                      // whole_blood
	flags
)

var flagNames = [flags]string{
	FlagAddOnDrugAdmin:                      "addon_drug_admin",
	FlagAddOnSaaS:                           "addon_saas",
	FlagAddOnType1:                          "addon_type1",
	FlagAddOnType2:                          "addon_type2",
	FlagAddOnType3:                          "addon_type3",
	FlagAdvanceCarePlanning:                 "advance_care_planning",
	FlagAllogeneicTransplant:                "allogeneic_transplant",
	FlagAnnualWellnessVisit:                 "annual_wellness_visit",
	FlagAntigen:                             "antigen",
	FlagBilateralConditional:                "bilateral_conditional",
	FlagBilateralIndependent:                "bilateral_independent",
	FlagBilateralInherent:                   "bilateral_inherent",
	FlagBloodProduct:                        "blood_product",
	FlagBloodService:                        "blood_service",
	FlagBundledInBiological:                 "bundled_in_biological",
	FlagBypassEdit72FQHCRHC:                 "bypass_e72_fqhc_rhc",
	FlagBypassEdit92Modifier:                "bypass_e92_modifier",
	FlagBypassEdit99:                        "bypass_e99",
	FlagCAPCExclusion:                       "capc_exclusion",
	FlagCAPCSRSPlanAndPrep:                  "capc_srs_plan_and_prep",
	FlagCast:                                "cast",
	FlagCmsMidQuarterTermination:            "cms_mid_quarter_termination",
	FlagCoinsuranceDeductibleWaiverEligible: "coinsurance_deductible_waiver_eligible",
	FlagColorectal:                          "colorectal",
	FlagCorneaTissueProcessing:              "cornea_tissue_processing",
	FlagCorneaTransplant:                    "cornea_transplant",
	FlagCriticalCareAncillary:               "critical_care_ancillary",
	FlagDailyMentalHealth:                   "daily_mental_health",
	FlagDateApproved:                        "date_approved",
	FlagDateTerminated:                      "date_terminated",
	FlagDeductibleCoinsNA:                   "deductible_coins_na",
	FlagDevice:                              "device",
	FlagDeviceDependentProcedure:            "device_dependent_procedure",
	FlagDeviceProcedure:                     "device_procedure",
	FlagDMERCBillableOnly:                   "dmerc_billable_only",
	FlagEducational:                         "educational",
	FlagFilmXray:                            "film_xray",
	FlagFQHCChronicCare:                     "fqhc_chronic_care",
	FlagFQHCDcaps:                           "fqhc_dcaps",
	FlagFQHCFluPpv:                          "fqhc_flu_ppv",
	FlagFQHCNonCovered:                      "fqhc_non_covered",
	FlagFQHCPreventive:                      "fqhc_preventive",
	FlagHiAge:                               "hi_age",
	FlagIMRT:                                "imrt",
	FlagInformationOnly:                     "information_only",
	FlagIOPAddOn:                            "iop_addon",
	FlagIOPDuration:                         "iop_duration",
	FlagIOPNotMH:                            "iop_not_mh",
	FlagIOPPrimary:                          "iop_primary",
	FlagIOPService:                          "iop_service",
	FlagLoAge:                               "lo_age",
	FlagMHNotIOP:                            "mh_not_iop",
	FlagMHNotPh:                             "mh_not_ph",
	FlagNonBillableMAC:                      "non_billable_mac",
	FlagNonCovered:                          "non_covered",
	FlagNonReportableSite:                   "non_reportable_site",
	FlagNonStandardCTScan:                   "non_standard_ct_scan",
	FlagNonopioidDevice:                     "nonopioid_device",
	FlagNonopioidLimit:                      "nonopioid_limit",
	FlagNotRecognizedMcare:                  "not_recognized_mcare",
	FlagNotRecognizedOPPS:                   "not_recognized_opps",
	FlagObservation:                         "observation",
	FlagObservationDirectAdmit:              "observation_direct_admit",
	FlagObservationHospitalOnly:             "observation_hospital_only",
	FlagObservationHourly:                   "observation_hourly",
	FlagOpioidTreatmentProgram:              "opioid_treatment_program",
	FlagOpioidUseDisorder:                   "opioid_use_disorder",
	FlagOverrideSection603:                  "override_section603",
	FlagPackedRedCells:                      "packed_red_cells",
	FlagPartBBillable:                       "part_b_billable",
	FlagPassthroughContrast:                 "passthrough_contrast",
	FlagPassthroughDevice:                   "passthrough_device",
	FlagPassthroughRadiopharm:               "passthrough_radiopharm",
	FlagPHAddOn:                             "ph_addon",
	FlagPHDuration:                          "ph_duration",
	FlagPHNotMH:                             "ph_not_mh",
	FlagPHPrimary:                           "ph_primary",
	FlagPHService:                           "ph_service",
	FlagPHPIOPReportable:                    "php_iop_reportable",
	FlagQuestionable:                        "questionable",
	FlagRadiopharmExceedsThreshold:          "radiopharm_exceeds_threshold",
	FlagRemoteMentalHealth:                  "remote_mental_health",
	FlagRemoteMentalHealthAddOn:             "remote_mental_health_addon",
	FlagRHCModifierConflict:                 "rhc_modifier_conflict",
	FlagSDOHRiskAssessment:                  "sdoh_risk_assessment",
	FlagSection603Exclusion:                 "section603_exclusion",
	FlagSeparateProcedure:                   "separate_procedure",
	FlagSkinSubstituteHi:                    "skin_substitute_hi",
	FlagSkinSubstituteLo:                    "skin_substitute_lo",
	FlagSkinSubstituteSgHi:                  "skin_substitute_sg_hi",
	FlagSkinSubstituteSgLo:                  "skin_substitute_sg_lo",
	FlagSplint:                              "splint",
	FlagStatutoryExclusion:                  "statutory_exclusion",
	FlagSTVPackaged:                         "stv_packaged",
	FlagTPackaged:                           "t_packaged",
	FlagTelehealth:                          "telehealth",
	FlagTerminatedDeviceProcedure:           "terminated_device_procedure",
	FlagTherapyConditionallyPaid:            "therapy_conditionally_paid",
	FlagTokenChargeOnly:                     "token_charge_only",
	FlagTraumaCriticalCare:                  "trauma_critical_care",
	FlagTraumaRevenueCode:                   "trauma_revenue_code",
	FlagUnclassifiedDrug:                    "unclassified_drug",
	FlagVaccine:                             "vaccine",
	FlagWholeBlood:                          "whole_blood",
}

// String returns the flag's name in the tables.
func (f Flag) String() string {
	if f < flags {
		return flagNames[f]
	}
	return ""
}
