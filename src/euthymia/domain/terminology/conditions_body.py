"""Liver, glands, kidney, bladder, eye, lung, pregnancy: conditions by code (clinical.md 10A, K) and words."""

from __future__ import annotations

from .condition import Condition, row

BODY: tuple[Condition, ...] = (
    row(
        "ketamine-allergy",
        "hypersensitivity to ketamine",
        "MH-01",
        "",
        "ketamine allergy; allergy to ketamine; allergic to ketamine; esketamine allergy; allergy to esketamine;"
        "allergic to esketamine; ketamine hypersensitivity; ketamine anaphylaxis; anaphylaxis to ketamine; benzethonium allergy;"
        "benzethonium chloride allergy; allergy to benzethonium chloride; allergy to benzethonium",
    ),
    row(
        "anaesthetic-allergy",
        "allergy or reaction to an anaesthetic",
        "MH-01",
        "Z884 T41295",
        "anesthetic allergy; allergy to anesthetics; allergic to anesthesia",
    ),
    row(
        "pre-eclampsia",
        "pre-eclampsia or eclampsia",
        "MH-12",
        "O11 O14 O15",
        "preeclampsia; pre eclampsia; eclampsia; hellp; hellp syndrome",
    ),
    row(
        "pregnancy",
        "pregnancy",
        "MH-13",
        "Z331 Z34 Z3A Z321 O00-O10 O12-O13 O16-O9A",
        "pregnant; pregnancy; gestation; expecting a baby; ectopic pregnancy; currently pregnant",
    ),
    row(
        "not-pregnant",
        "no pregnancy",
        "",
        "Z3202 Z320",
        "pregnancy test negative; trying to conceive; infertility",
    ),
    row(
        "breastfeeding",
        "breastfeeding",
        "MH-14",
        "Z391",
        "breastfeeding; breast feeding; breastfeed; breastfed; lactation; lactating; nursing a baby; nursing mother",
    ),
    row(
        "liver-severe",
        "severe liver disease",
        "MH-16",
        "K72 K7031 K767 K704 K7041 K7682 K711",
        "liver failure; hepatic failure; acute liver failure; end stage liver disease; hepatorenal syndrome; hepatic encephalopathy;"
        "decompensated cirrhosis; decompensated liver disease; child pugh c; severe hepatic impairment; severe liver disease; cirrhosis with ascites;"
        "severe liver impairment; esld",
    ),
    row(
        "liver-moderate",
        "moderate liver disease or chronic hepatitis",
        "MH-17",
        "B18 K73 K703 K74 K766 K754 K743 B1910 B1920",
        "cirrhosis; liver cirrhosis; hepatic cirrhosis; child pugh b; chronic hepatitis; hepatitis c; hepatitis b; hep c; hep b; hcv; hbv;"
        "chronic hepatitis b; chronic hepatitis c; autoimmune hepatitis; moderate hepatic impairment; portal hypertension; child pugh a; liver disease;"
        "chronic liver disease; hepatic impairment; primary biliary cholangitis",
    ),
    row(
        "liver-tests",
        "abnormal liver tests",
        "MH-18b",
        "R740 R748 R17 R945",
        "elevated liver enzymes; abnormal liver tests; abnormal lfts; raised lfts; elevated lfts; jaundice; elevated alt; elevated ast",
    ),
    row("fatty-liver", "fatty liver", "", "K760 K7581", "fatty liver; nafld; nash; masld; hepatic steatosis"),
    row(
        "hyperthyroidism",
        "hyperthyroidism",
        "MH-19a",
        "E05",
        "hyperthyroidism; hyperthyroid; thyrotoxicosis; graves disease; graves; overactive thyroid; thyroid storm; toxic goiter; toxic nodular goiter",
    ),
    row(
        "hypothyroidism",
        "hypothyroidism",
        "MH-19b",
        "E00-E03 E890 E063",
        "hypothyroidism; hypothyroid; underactive thyroid; hashimoto; hashimotos; hashimoto thyroiditis; hashimotos thyroiditis; low thyroid; myxedema",
    ),
    row(
        "kidney-severe",
        "severe renal impairment",
        "MH-20",
        "N184 N185 N186 Z992",
        "end stage renal disease; esrd; dialysis; hemodialysis; kidney failure; renal failure; ckd stage 4; ckd stage 5; stage 4 ckd; stage 5 ckd; stage 4 chronic kidney disease; stage 5 chronic kidney disease; severe renal impairment; ckd 4; ckd 5",
    ),
    row(
        "kidney",
        "chronic kidney disease",
        "SS-03",
        "N18",
        "chronic kidney disease; ckd; renal impairment; renal insufficiency; kidney disease; ckd stage 1; ckd stage 2; ckd stage 3; ckd 3; stage 3 ckd; stage 3 chronic kidney disease",
    ),
    row(
        "bladder-active",
        "ketamine-related or ulcerative cystitis, haematuria or upper-tract change",
        "MH-21a",
        "R31 N13",
        "ketamine cystitis; ketamine bladder; ketamine induced cystitis; ketamine uropathy; ketamine related cystitis; ketamine associated cystitis;"
        "ulcerative cystitis; hematuria; blood in urine; blood in the urine; bloody urine; blood in pee; gross hematuria; unexplained hematuria; hydronephrosis; ulcerative interstitial cystitis",
    ),
    row(
        "bladder",
        "interstitial cystitis, bladder pain or chronic urinary symptoms",
        "MH-21b",
        "N301",
        "interstitial cystitis; bladder pain syndrome; bladder pain; painful bladder; painful bladder syndrome",
    ),
    row(
        "urinary-symptoms",
        "urinary symptoms",
        "MH-21b",
        "N302 N308 N309 R30 R35 R391 N3281 N300 N390",
        "urinary urgency; urgency of urination; urgency to urinate; urinary frequency; frequent urination; dysuria; painful urination; burning urination; nocturia;"
        "lower urinary tract symptoms; luts; overactive bladder; cystitis; chronic cystitis; urinary pain; pain on urination; burning on urination; urinary tract infection; uti; utis; recurrent utis; urge to urinate; burning when urinating; burning with urination; pain when urinating; urge incontinence;"
        "suprapubic pain; frequency of urination; burning when peeing; pain when peeing; painful peeing; urinary symptoms; pelvic pain with urination; recurrent uti",
    ),
    row(
        "eye-acute",
        "acute angle closure or open globe",
        "MH-22a",
        "H4021 S052 S053 S056",
        "acute angle closure; acute angle closure glaucoma; open globe; open globe injury; ruptured globe; penetrating eye injury; uncontrolled intraocular pressure; uncontrolled glaucoma",
    ),
    row(
        "eye-surgery",
        "eye surgery",
        "MH-22a",
        "",
        "eye surgery; cataract surgery; cataract extraction; retinal surgery; vitrectomy; lasik; retinal detachment repair; corneal transplant; glaucoma surgery; trabeculectomy; eye operation; retinal detachment surgery; refractive surgery; prk; corneal surgery",
    ),
    row(
        "glaucoma",
        "glaucoma or ocular hypertension",
        "MH-22b",
        "H40 H42",
        "glaucoma; ocular hypertension; open angle glaucoma; raised intraocular pressure; high eye pressure; narrow angle glaucoma; angle closure glaucoma; elevated intraocular pressure",
    ),
    row(
        "sleep-apnoea",
        "sleep apnoea",
        "MH-23a",
        "G473",
        "sleep apnea; obstructive sleep apnea; osa; osahs; sleep apnea syndrome",
    ),
    row(
        "difficult-airway",
        "difficult airway",
        "MH-23c",
        "T884 Z8742",
        "difficult airway; difficult intubation; failed intubation; known difficult airway",
    ),
    row("obesity", "obesity", "", "E66 Z68", "obesity; obese; morbid obesity; overweight; severe obesity"),
    row(
        "copd",
        "COPD",
        "MH-24",
        "J43 J44",
        "copd; chronic obstructive pulmonary disease; emphysema; chronic bronchitis; coad",
    ),
    row(
        "home-oxygen",
        "home oxygen or chronic respiratory failure",
        "MH-24",
        "Z9981 J961 J969 J84",
        "home oxygen; oxygen at home; supplemental oxygen; oxygen dependent; chronic respiratory failure; pulmonary fibrosis; interstitial lung disease",
    ),
    row(
        "respiratory-failure", "acute respiratory failure", "MH-24", "J960 J962", "acute respiratory failure"
    ),
    row(
        "infection",
        "acute respiratory infection or fever",
        "MH-25",
        "J00-J06 J09-J18 J20-J22 U071 R50",
        "respiratory infection; upper respiratory infection; uri; urti; chest infection; common cold; head cold; a cold; influenza; flu; covid; covid 19; sars cov 2; pneumonia;"
        "acute bronchitis; fever; febrile; sore throat; productive cough; acute sinusitis; strep throat; chest cold; high temperature; bronchitis; cold symptoms",
    ),
    row(
        "porphyria",
        "acute porphyria",
        "MH-27",
        "E802",
        "porphyria; acute porphyria; acute intermittent porphyria; aip; variegate porphyria; hereditary coproporphyria",
    ),
    row("porphyria-cutanea", "porphyria cutanea tarda", "", "E801", "porphyria cutanea tarda; pct"),
    row(
        "hyponatraemia",
        "electrolyte disorder",
        "MH-31",
        "E87",
        "hypokalemia; low potassium; hyponatremia; electrolyte disorder; electrolyte imbalance",
    ),
    row(
        "hysterectomy",
        "no uterus",
        "MH-15",
        "Z90710 Z90712",
        "hysterectomy; total hysterectomy; uterus removed; uterus removal; total abdominal hysterectomy",
    ),
)
