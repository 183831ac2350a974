"""Heart, vessels and brain: conditions by code (clinical.md 10A, K) and words."""

from __future__ import annotations

from .condition import Condition, row

HEART: tuple[Condition, ...] = (
    row(
        "aneurysm",
        "aneurysm or arteriovenous malformation",
        "MH-03",
        "I71 I72 I671 I670 Q282 Q273 I2541 I253",
        "aneurysm; aortic aneurysm; abdominal aortic aneurysm; thoracic aortic aneurysm; aaa; taa; brain aneurysm;"
        "cerebral aneurysm; intracranial aneurysm; berry aneurysm; popliteal aneurysm; carotid aneurysm;"
        "ascending aorta dilation; dilated aortic root; aortic dissection; dissection of aorta; avm; avms;"
        "arteriovenous malformation; aneurysm repair; aneurysm clipping; aneurysm coiling; evar; triple a",
    ),
    row(
        "intracranial-haemorrhage",
        "intracranial haemorrhage",
        "MH-04",
        "I60-I62 I690 I691 I692",
        "intracerebral hemorrhage; intracranial hemorrhage; cerebral hemorrhage; brain hemorrhage; brain bleed;"
        "bleed in the brain; bleeding in the brain; bleed on the brain; bleeding on the brain; hemorrhagic stroke; hemorrhagic cva; subarachnoid hemorrhage;"
        "subarachnoid bleed; sah; ich; subdural hematoma; subdural hemorrhage; intracranial bleed; intracerebral bleed;"
        "intraventricular hemorrhage; epidural hematoma",
    ),
    row(
        "stroke",
        "ischaemic stroke or TIA",
        "MH-11",
        "I63 G45",
        "stroke; ischemic stroke; cva; cerebrovascular accident; cerebral infarction; cerebral infarct; brain infarct;"
        "tia; transient ischemic attack; mini stroke; ministroke; brain attack; lacunar infarct; lacunar stroke",
    ),
    row("old-stroke", "stroke or TIA in the past", "MH-11", "Z8673 I693", "old stroke; stroke sequelae"),
    row(
        "mi",
        "myocardial infarction or acute coronary syndrome",
        "MH-05",
        "I21 I22 I24 I46",
        "heart attack; myocardial infarction; mi; acute mi; stemi; nstemi; acute coronary syndrome; acs; cardiac infarction;"
        "coronary thrombosis; cardiac arrest",
    ),
    row(
        "old-mi",
        "old myocardial infarction",
        "MH-07",
        "I252 Z8674",
        "old myocardial infarction; old mi; old heart attack",
    ),
    row(
        "unstable-angina",
        "unstable angina",
        "MH-06",
        "I200 I25110 I25700 I25710",
        "unstable angina; angina at rest; crescendo angina",
    ),
    row(
        "coronary-procedure",
        "coronary stent, angioplasty or bypass",
        "MH-07",
        "Z955 Z951 Z9861",
        "coronary stent; stent; heart stent; cardiac stent; pci; percutaneous coronary intervention; angioplasty;"
        "coronary angioplasty; cabg; coronary bypass; bypass surgery; heart bypass; coronary artery bypass; coronary artery bypass graft",
    ),
    row(
        "coronary-disease",
        "coronary artery disease",
        "MH-07",
        "I20 I25",
        "coronary artery disease; cad; coronary heart disease; ischemic heart disease; ihd; angina; stable angina;"
        "angina pectoris; heart disease; cardiac disease; cardiovascular disease; atherosclerotic heart disease",
    ),
    row(
        "heart-failure",
        "heart failure",
        "MH-07",
        "I50 I110 I130 I132 I42 I43",
        "heart failure; congestive heart failure; chf; hfref; hfpef; cardiac failure; cardiomyopathy; left ventricular dysfunction;"
        "cardiac decompensation",
    ),
    row(
        "arrhythmia",
        "arrhythmia",
        "MH-07",
        "I44-I45 I47-I49 R001",
        "atrial fibrillation; afib; a fib; af; atrial flutter; svt; supraventricular tachycardia; ventricular tachycardia;"
        "arrhythmia; irregular heartbeat; irregular heart beat; heart block; av block; bundle branch block; lbbb; rbbb; sick sinus syndrome;"
        "bradyarrhythmia; tachyarrhythmia; wpw; wolff parkinson white; bradycardia; pvcs; premature ventricular contraction",
    ),
    row(
        "chest-symptom",
        "chest pain or syncope",
        "MH-07",
        "R07 R55",
        "chest pain; chest tightness; chest pressure; syncope; fainting; passing out; fainted; blackout; exertional chest pain",
    ),
    row(
        "heart-symptom",
        "palpitations or shortness of breath",
        "SS-03",
        "R002 R060",
        "palpitations; shortness of breath; dyspnea; breathlessness; racing heart; sob; rapid heartbeat",
    ),
    row(
        "long-qt",
        "long QT syndrome",
        "MH-07",
        "I4581 R9431",
        "long qt; long qt syndrome; prolonged qt; prolonged qtc; qt prolongation",
    ),
    row(
        "cardiac-device",
        "pacemaker or defibrillator",
        "MH-07",
        "Z950 Z95810 Z45018",
        "pacemaker; cardiac pacemaker; implantable defibrillator; implantable cardioverter defibrillator; defibrillator; cardiac device",
    ),
    row(
        "valve-disease",
        "valve disease",
        "MH-07",
        "I05-I08 I34-I37 Z952 Z953 Z954",
        "valve disease; valvular heart disease; heart valve disease; aortic stenosis; mitral stenosis; mitral regurgitation;"
        "aortic regurgitation; aortic valve stenosis; mitral valve prolapse; mvp; valve replacement; heart valve replacement; heart murmur",
    ),
    row(
        "pulmonary-hypertension",
        "pulmonary hypertension",
        "MH-07",
        "I27",
        "pulmonary hypertension; pulmonary arterial hypertension; cor pulmonale",
    ),
    row(
        "hypertensive-crisis",
        "hypertensive crisis",
        "MH-02",
        "I16",
        "hypertensive crisis; hypertensive emergency; hypertensive urgency; malignant hypertension",
    ),
    row(
        "hypertension",
        "hypertension",
        "MH-08c",
        "I10 I11 I12 I13 I15 R030",
        "hypertension; htn; high blood pressure; elevated blood pressure; raised blood pressure; arterial hypertension;"
        "essential hypertension; high bp; blood pressure problem; white coat hypertension",
    ),
    row(
        "phaeochromocytoma",
        "phaeochromocytoma",
        "MH-02",
        "D350 E275",
        "pheochromocytoma; paraganglioma",
    ),
    row(
        "hypotension",
        "low blood pressure",
        "",
        "I95",
        "hypotension; low blood pressure; orthostatic hypotension; pots; postural orthostatic tachycardia syndrome; vasovagal syncope",
    ),
    row(
        "raised-icp",
        "raised intracranial pressure or mass lesion",
        "MH-10",
        "G932 G91 G935 G936 C71 D32 D33 C7931 G08 Q03",
        "raised intracranial pressure; elevated intracranial pressure; increased intracranial pressure; raised icp; high icp; increased icp; elevated icp;"
        "intracranial hypertension; idiopathic intracranial hypertension; iih; pseudotumor cerebri; hydrocephalus; obstructive hydrocephalus;"
        "brain tumor; brain mass; brain cancer; glioma; glioblastoma; meningioma; brain metastasis; brain metastases; cerebral edema;"
        "mass lesion; intracranial mass; vp shunt; ventriculoperitoneal shunt",
    ),
    row(
        "head-injury",
        "head injury",
        "MH-10",
        "S06 S02",
        "head injury; traumatic brain injury; tbi; concussion; skull fracture; head trauma; brain injury; post concussion syndrome",
    ),
    row(
        "seizure",
        "seizure disorder",
        "MH-26a",
        "G40 R569 R561 G41",
        "epilepsy; seizure; seizure disorder; seizures; convulsion; status epilepticus; grand mal; petit mal; epileptic; had a fit; epileptic fit",
    ),
    row(
        "febrile-seizure",
        "febrile seizures",
        "",
        "R560",
        "febrile seizure; febrile convulsion; childhood febrile seizure",
    ),
    row(
        "pseudoseizure",
        "functional seizures",
        "PS-14",
        "F445",
        "pnes; psychogenic nonepileptic seizure; functional seizure; nonepileptic seizure",
    ),
    row(
        "diabetes",
        "diabetes",
        "SS-03",
        "E08-E11 E13",
        "diabetes; diabetes mellitus; type 1 diabetes; type 2 diabetes; diabetic; t2dm; t1dm; dm2; dm; dm1; iddm; niddm",
    ),
    row(
        "dyslipidaemia",
        "dyslipidaemia",
        "SS-03",
        "E78",
        "hyperlipidemia; high cholesterol; hypercholesterolemia; dyslipidemia; hld; raised cholesterol; elevated cholesterol; hypertriglyceridemia",
    ),
    row(
        "smoking",
        "tobacco use",
        "SS-03",
        "F17 Z720",
        "smoking; smoker; current smoker; tobacco; tobacco use; nicotine dependence; tobacco use disorder; cigarettes; nicotine use disorder; vaping",
    ),
    row(
        "former-smoking",
        "tobacco use in the past",
        "",
        "Z87891",
        "ex smoker; former smoker; exsmoker; quit smoking",
    ),
    row(
        "vascular-disease",
        "peripheral vascular disease",
        "SS-03",
        "I70 I739 I65 I66 I74",
        "peripheral artery disease; peripheral arterial disease; peripheral vascular disease; pad; pvd; carotid stenosis; atherosclerosis",
    ),
)
