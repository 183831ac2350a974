"""Words that stand beside a drug and name none. A word that is in no list here may be a drug, and is asked about."""

from __future__ import annotations

import re

_FORMS_TEXT = """
tablet tablets tab tabs pill pills capsule capsules cap caps caplet caplets chewable dissolving disintegrating
solution suspension syrup liquid elixir drops drop spray sprays puff puffs patch patches cream gel ointment lotion
inhaler nebulizer nebuliser injection injections injectable shot shots vial pen syringe suppository lozenge lozenges troche troches
film films strip zydis hfa compounding gummy gummies powder packet sachet implant ring device supplement supplements herbal otc
actuat metered aerosol mucosal intrauterine system vaginal ophthalmic otic injectable prefilled cartridge auto injector
autoinjector kit pack unt unts over counter brand generic medication medications medicine medicines med meds drug drugs prescription prescribed rx
extended release sustained controlled delayed immediate modified long short acting slow coated enteric
xr er sr cr xl la cd ir dr odt ec mr xt tts dose doses dosing strength low high half whole single double
"""
_SALTS_TEXT = """
hydrochloride hcl hydrobromide hbr sodium potassium calcium sulfate sulphate maleate mesylate besylate fumarate
hemifumarate tartrate bitartrate succinate citrate acetate phosphate carbonate bromide chloride nitrate oxalate
pamoate decanoate dimesylate dipotassium disodium monohydrate hydrate oxide gluconate glycinate threonate
malate lactate aspartate salt salts saccharate hydroxide palmitate lauroxil enanthate
"""
_TAKING = """
take takes taking taken took use uses using used on is are was were be been being am has have had gets get getting
given give gives receives receiving start started starting starts begin began continues continue continued continuing
currently current now still today tonight regular regularly usual usually always often routinely maintenance
stable new newly recent lately lowest highest usual same additional separate still ongoing ongoing present chronic
because due though although which who where per since until for from to of in at by per a an the and or with without also plus then but as if when while
this that it its they them he she him her his patient pt pts client i my me we our about around approximately approx
some every each once twice thrice times time x one two three four five six half daily nightly weekly monthly
day days week weeks month months year years ago hour hours hr hrs minute minutes morning mornings afternoon
evening evenings night nights bedtime noon lunch dinner breakfast supper meal meals food snack water empty stomach
before after during between before within last next first second most recent recently yesterday weekend weekends
needed necessary required occasional occasionally sometimes rarely prn max maximum up least more less than only
increase increased decrease decreased reduced raised titrated titrating tapered tapering taper down scheduled
total divided alternate alternating other well tolerated tolerating helps helping
w mg mcg ug g gram grams milligram milligrams microgram micrograms ml milliliter units unit iu meq mmol percent
oral orally mouth po sublingual sublingually sl under tongue iv im sc sq subq subcutaneous subcutaneously
intravenous intravenously intramuscular intramuscularly transdermal transdermally topical topically
nasal nasally intranasal intranasally nostril inhaled inhalation rectal rectally depot infusion
glass glasses can cans bottle bottles cup cups pack packs pk cigarette cigarettes
maybe few couple average avg mean social socially home compounded self meal juice
skin eye eyes ear ears nose
bid tid qid qd qod qhs qam qpm qday hs am pm ac pc q h d stat sig
yes no not none never nothing anything past except besides anyone miss misses missed missing refill refills worse better
dr doctor psychiatrist physician pcp prescriber provider pharmacist pharmacy clinic hospital
home by her his own self bottle old new same different home product
will plan plans stop stopping held hold holding paused restarted resumed again denies denied history
"""
_REASONS = """
anxiety anxious panic attack attacks nerves stress sleep insomnia sleeping nightmares nightmare depression depressed
depressive mood bipolar mania adhd add attention ptsd ocd autism agitation irritability psychosis
pain painful back neck joint joints knee hip muscle muscles spasm spasms headache headaches migraine migraines
fibromyalgia neuropathy neuropathic nerve arthritis cramps menstrual period periods sciatica
seizure seizures epilepsy restless legs tremor blood pressure bp hypertension hypertensive heart rate palpitations
cholesterol lipids diabetes diabetic sugar glucose thyroid hypothyroidism hypothyroid weight obesity loss appetite
allergy allergies allergic rhinitis hay fever asthma copd breathing wheezing cough cold congestion sinus
infection infections uti acne rash itching itch nausea vomiting dizziness vertigo reflux gerd heartburn
ulcer constipation diarrhea bloating bladder urinary incontinence prostate bph kidney liver
contraception pregnancy menopause hot flashes smoking cessation craving cravings withdrawal dependence use disorder
angina chest hiv flu influenza covid glaucoma gout anemia deficiency
gad mdd trd crps rls pmdd sad ibs pcos osa chf afib fibrillation arrhythmia tachycardia dyslipidemia hyperlipidemia
hypercholesterolemia hyperthyroidism hashimotos endometriosis lupus crohns colitis eczema psoriasis osteoporosis
osteoarthritis rheumatoid tmj perimenopause menopausal premenstrual dysmenorrhea hypotension edema swelling anaemia
narcolepsy cataplexy drowsiness fatigue energy focus concentration irritable rumination grief trauma flashbacks
neuropathic musculoskeletal surgery surgical postoperative dental fracture injury wound infertility hormone
vasomotor dryness incontinent overactive kidneys stones seasonal spring fall winter summer travel flight flights
mild moderate severe chronic acute generalized generalised social major resistant symptoms symptom
"""
_TIMES = """
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
"""

SALTS: frozenset[str] = frozenset(_SALTS_TEXT.split())
"""They belong to the name right before them; elsewhere they are a word like any other."""
KNOWN: frozenset[str] = frozenset(" ".join((_FORMS_TEXT, _TAKING, _REASONS, _TIMES)).split())
_HIDING_TEXT = """
tablet tablets tab tabs pill pills capsule capsules caplet syrup elixir drops spray patch patches cream gel
ointment inhaler nebulizer injection injections shot shots implant supplement supplements herbal otc medication
medications medicine medicines med meds drug drugs gummies lozenge troche infusion
"""
HIDING: frozenset[str] = frozenset(_HIDING_TEXT.split())
"""Words that stand for a medicine of their own where they follow an `and` without a name or a number."""
PHRASES = re.compile(
    r"\b(?:no|without|denies)\s+(?:any\s+)?(?:side\s+effects?|adverse\s+effects?|problems?|issues?|complaints?|missed\s+doses?|reactions?|changes?)\b|\bdo\s+not\s+(?:stop|skip|crush|chew)\b|\bacid\s+(?:reflux|indigestion)\b|\bdr\.?\s+[a-z]+\b|\b(?:quit|stop|stopping)\s+smoking\b|\b(?:drink|smoke)(?:s|ing)?\s+(?=\ue000)"
)
"""Words that are ordinary only together; \ue000 stands for the name of a drug."""
