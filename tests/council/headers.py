"""Headings of real and made-up council files, with the right answers, to test the mapper on."""

from __future__ import annotations

from dataclasses import dataclass, field
from zlib import crc32

# The header rows of ten councils' payments over £500. Worcestershire, Hampshire, Staffordshire,
# Leicestershire, Warwickshire and North Northamptonshire are complete; West Northamptonshire
# (2023-24), Kirklees (2023-24, from SAP) and Telford (2014 to 2023) were completed from the
# councils' files as others describe them; of Wiltshire's only these six are known.
# Where a council has two columns that could be ours, either is right.


@dataclass(frozen=True)
class Case:
    """A file's headings, and which are right for each of our columns that it has.

    `extra` are headings for which we have no column.
    """

    name: str
    layout: str
    right: dict[str, tuple[str, ...]]
    extra: tuple[str, ...] = field(default=())

    @property
    def headings(self) -> list[str]:
        """Every heading, mixed as if by chance, so that the order gives nothing away."""
        every = [name for names in self.right.values() for name in names]
        return sorted({*every, *self.extra}, key=lambda name: crc32(name.encode()))


def _case(name: str, layout: str, right: dict[str, str], extra: str = "") -> Case:
    """A case from headings in short: `|` between several of which each is right."""
    return Case(
        name,
        layout,
        {column: tuple(headings.split("|")) for column, headings in right.items()},
        tuple(extra.split("|")) if extra else (),
    )


PAYMENTS = (
    _case(
        "Leicestershire",
        "payments",
        {
            "paid": "PAYMENT DATE",
            "department": "DEPARTMENT",
            "supplier": "SUPPLIER NAME",
            "pay_group": "PAY GROUP",
            "account": "ACCOUNT DESCRIPTION",
            "amount_gbp": "NET AMOUNT",
        },
    ),
    _case(
        "Warwickshire",
        "payments",
        {
            "paid": "Pay date",
            "department": "Group",
            "supplier": "Supplier Name",
            "pay_group": "Supplier Grp",
            "account": "Account|Description",
            "amount_gbp": "Amount",
        },
        "SuppID|Trans No",
    ),
    _case(
        "Worcestershire",
        "payments",
        {
            "paid": "Payment Date",
            "department": "Directorate",
            "supplier": "Supplier Name",
            "account": "Nominal Description|Cost Centre Description|Item Code Desc",
            "amount_gbp": "Total Net Amount",
        },
        "Cost Centre Code|Transaction Reference",
    ),
    _case(
        "Hampshire",
        "payments",
        {
            "paid": "Posting date",
            "department": "Departments|Spending area",
            "supplier": "Supplier name (Amended)",
            "account": "Expense type",
            "amount_gbp": "Amount",
        },
        "Authority|Doc ref|Cap / Rev",
    ),
    _case(
        "North Northamptonshire",
        "payments",
        {
            "paid": "Date Paid",
            "department": "Expense Area",
            "supplier": "Supplier Name",
            "pay_group": "Supplier Type",
            "account": "Expense Type|Cost Centre Description",
            "amount_gbp": "Amount",
        },
        "Body Name|Transaction Number",
    ),
    _case(
        "West Northamptonshire",
        "payments",
        {
            "paid": "Date Paid",
            "department": "Expense Area (CCC & NCC only)|Service Area Categorisation (MKC only)"
            "|Service Division Categorisation (MKC only)",
            "supplier": "Supplier Name",
            "pay_group": "Supplier Type (CCC & NCC only)",
            "account": "Account|Expense Type|Cost Centre Description ",
            "amount_gbp": "Amount",
        },
        "Body Name|Transaction Number|Invoice Date|Invoice Number|Transaction Type"
        "|Transaction Type Description|Supplier Reporting",
    ),
    _case(
        "Staffordshire",
        "payments",
        {
            "paid": "PaymentDate",
            "department": "OrganisationalUnit",
            "supplier": "BeneficiaryName",
            "account": "Purpose|CategoryInternal",
            "amount_gbp": "Amount",
        },
        "OrganisationName|OrganisationURI",
    ),
    _case(
        "Kirklees",
        "payments",
        {
            "paid": "Payment Date",
            "supplier": "Vendor Name",
            "account": "Purpose of Spend|Proclass Description|Cost Centre Description",
            "amount_gbp": "Amount Excluding VAT",
        },
        "Transaction Number|Vendor Number|Company Number|Debit/Credit Indicator|PO Number"
        "|Document Type|Cost Centre|Proclass Code",
    ),
    _case(
        "Telford",
        "payments",
        {
            "paid": "Trans Date",
            "department": "Service Delivery Area(T)|Service Delivery Team(T)",
            "supplier": "Supplier Name(T)",
            "account": "Account(T)|ExpenditureGroup(T)",
            "amount_gbp": "Amount",
        },
        "CostC",
    ),
    _case(
        "Wiltshire",
        "payments",
        {
            "paid": "Payment Date",
            "account": "BVACOP class",
            "amount_gbp": "Invoice Amount Paid",
        },
        "Organisation Name|Organisation Code",
    ),
)

# Payments of nine more councils, looked up after the synonyms had been written and not used to
# change them; some are not complete. Darlington's are the names of its finance system.
FURTHER_PAYMENTS = (
    _case(
        "Devon",
        "payments",
        {
            "paid": "Date",
            "department": "Expense Area",
            "supplier": "Supplier Name",
            "pay_group": "Creditor Type",
            "account": "Expense Type|Expense Code",
            "amount_gbp": "Amount",
        },
        "Body|Name of Body|Transaction Number|Invoice Number|Supplier ID|Vat Reg No",
    ),
    _case(
        "Halton",
        "payments",
        {
            "department": "Department",
            "supplier": "Beneficiary",
            "account": "Purpose of Expenditure|Merchant Categories",
            "amount_gbp": "Net Amount £",
        },
    ),
    _case(
        "Hartlepool",
        "payments",
        {
            "department": "Service Label|Organisation Unit",
            "supplier": "Supplier",
            "account": "Expenditure Category|Proclass Description",
            "amount_gbp": "Net Value",
        },
    ),
    _case(
        "Redcar and Cleveland",
        "payments",
        {
            "department": "Directorate|Service(T)",
            "supplier": "Supplier",
            "account": "Expenditure Category|Cost Centre(T)",
            "amount_gbp": "Posted amount",
        },
    ),
    _case(
        "Darlington",
        "payments",
        {
            "department": "text servdesc",
            "supplier": "apar_name",
            "account": "accdesc|text bal",
            "amount_gbp": "amount",
        },
    ),
    _case(
        "North Lincolnshire",
        "payments",
        {
            "paid": "Transaction Date",
            "department": "Service Heads (T)",
            "supplier": "Supplier Name",
            "account": "Account (T)",
            "amount_gbp": "Amount",
        },
        "Transaction number",
    ),
    _case(
        "North East Lincolnshire",
        "payments",
        {
            "paid": "Transaction Date",
            "department": "Service Heads (T)|Director (T)|Service Managers (T)",
            "supplier": "Supplier Name",
            "account": "Account (T)|Cost centre (T)",
            "amount_gbp": "Amount",
        },
        "Body Name|Financial Year|Period|Customer/supplier ID",
    ),
    _case(
        "Calderdale",
        "payments",
        {
            "paid": "Date",
            "department": "Expense Area",
            "supplier": "Supplier (Beneficiary) Name",
            "account": "Expense Code|Purpose of Spend (Summary)|Extended Description"
            "|Procurement Classification|BVACOP|Proclass",
            "amount_gbp": "Net Amount",
        },
        "Body|Organisation Name|Internal Ref Number|Irrecoverable VAT|Registered Company Number"
        "|Charity Number|Supplier ID|VAT Reg|Source|Subsource|Definition|VCSE flag",
    ),
    _case(
        "Cumberland",
        "payments",
        {
            "paid": "Date",
            "department": "Directorate Description|Directorate Area",
            "supplier": "Supplier Name",
            "account": "Type of Expenditure|Expenditure Description",
            "amount_gbp": "Line Amount",
        },
        "Company|coded supplier|System Reference|Line Number",
    ),
)

# The SEN2 return in three forms: the CSV files that COLLECT exports, the fields of the
# specification as a case system writes them, and headings as a person would type them into a
# workbook, with the typing error of the pre-submission workbook. The wording of the department's
# template was not at hand: those of the third form are ours.
SEN2 = (
    _case(
        "COLLECT person",
        "sen2_persons",
        {
            "person": "persontableid",
            "surname": "surname",
            "forename": "forename",
            "birth_date": "personbirthdate",
            "sex": "sex",
            "ethnicity": "ethnicity",
            "postcode": "postcode",
            "upn": "upn",
            "uln": "uniquelearnernumber",
            "upn_unknown": "upnunknown",
        },
        "nativeid|sourceid|sen2tableid|personorderseqcolumn",
    ),
    _case(
        "COLLECT requests",
        "sen2_requests",
        {
            "request": "requeststableid",
            "person": "persontableid",
            "received": "receiveddate",
            "source": "requestsource",
            "rya": "rya",
            "outcome_date": "requestoutcomedate",
            "outcome": "requestoutcome",
            "mediation": "requestmediation",
            "tribunal": "requesttribunal",
            "exported": "exported",
        },
        "nativeid|sourceid|requestsorderseqcolumn",
    ),
    _case(
        "COLLECT assessment",
        "sen2_assessments",
        {
            "request": "requeststableid",
            "outcome": "assessmentoutcome",
            "outcome_date": "assessmentoutcomedate",
            "mediation": "assessmentmediation",
            "tribunal": "assessmenttribunal",
            "week20_exception": "week20",
        },
        "assessmenttableid|othermediation|othertribunal|nativeid|assessmentorderseqcolumn",
    ),
    _case(
        "COLLECT named plan",
        "sen2_named_plans",
        {
            "plan": "namedplantableid",
            "person": "persontableid",
            "request": "requeststableid|assessmenttableid",
            "started": "startdate",
            "residential": "planres",
            "personal_budget": "pb",
            "ceased": "ceasedate",
            "cease_reason": "ceasereason",
        },
        "planwbp|oa|dp|nativeid|namedplanorderseqcolumn",
    ),
    _case(
        "COLLECT active plans",
        "sen2_active_plans",
        {
            "plan": "activeplanstableid",
            "person": "persontableid",
            "request": "requeststableid",
            "transfer_la": "transferla",
            "review_meeting": "reviewmeeting",
            "review_outcome": "reviewoutcome",
            "last_review": "lastreview",
            "phase_transfer_due": "phasetransferduedate",
            "phase_transfer_final": "phasetransferfinaldate",
        },
        "reviewdraft|nativeid|activeplansorderseqcolumn",
    ),
    _case(
        "COLLECT placement detail",
        "sen2_placements",
        {
            "plan": "activeplanstableid",
            "urn": "urn",
            "ukprn": "ukprn",
            "setting": "sensetting",
            "rank": "placementrank",
            "entered": "entrydate",
            "left": "leavingdate",
            "unit": "senunitindicator",
            "resourced": "resourcedprovisionindicator",
            "residential": "res",
        },
        "placementdetailtableid|sensettingother|wbp|nativeid|placementdetailorderseqcolumn",
    ),
    _case(
        "COLLECT need",
        "sen2_needs",
        {"plan": "activeplanstableid", "need": "sentype", "rank": "sentyperank"},
        "senneedtableid|nativeid|senneedorderseqcolumn",
    ),
    _case(
        "specification person",
        "sen2_persons",
        {
            "person": "PersonID",
            "surname": "Surname",
            "forename": "Forename",
            "birth_date": "PersonBirthDate",
            "sex": "GenderCurrent",
            "ethnicity": "Ethnicity",
            "postcode": "PostCode",
            "upn": "UPN",
            "uln": "UniqueLearnerNumber",
            "upn_unknown": "UPNunknown",
        },
    ),
    _case(
        "specification requests",
        "sen2_requests",
        {
            "request": "RequestID",
            "person": "PersonID",
            "received": "ReceivedDate",
            "source": "RequestSource",
            "rya": "RYA",
            "outcome_date": "RequestOutcomeDate",
            "outcome": "RequestOutcome",
            "mediation": "RequestMediation",
            "tribunal": "RequestTribunal",
            "exported": "Exported",
        },
    ),
    _case(
        "specification placement",
        "sen2_placements",
        {
            "plan": "ActivePlanID",
            "urn": "URN",
            "ukprn": "UKPRN",
            "setting": "SENSetting",
            "rank": "PlacementRank",
            "entered": "EntryDate",
            "left": "LeavingDate",
            "unit": "SENUnitIndicator",
            "resourced": "ResourcedProvisionIndicator",
            "residential": "RES",
        },
        "SENSettingOther|WBP",
    ),
    _case(
        "workbook requests",
        "sen2_requests",
        {
            "request": "Requests record ID",
            "person": "Person record ID",
            "received": "Date request was received",
            "source": "rquestsource",
            "rya": "Request made while in relevant youth accommodation (RYA)",
            "outcome_date": "Initial request outcome date",
            "outcome": "Initial request outcome",
            "mediation": "Request mediation",
            "tribunal": "Request tribunal",
            "exported": "Exported - child or young person moved to LA",
        },
    ),
    _case(
        "workbook named plan",
        "sen2_named_plans",
        {
            "plan": "Named plan record ID",
            "person": "Person record ID",
            "started": "EHC plan start date",
            "residential": "Residential settings",
            "personal_budget": "Personal budget taken up (PB)",
            "ceased": "Date EHC plan ceased",
            "cease_reason": "Reason EHC plan ceased",
        },
        "Work-based learning activity|Organised arrangements",
    ),
    _case(
        "workbook needs",
        "sen2_needs",
        {"plan": "Active plans record ID", "need": "SEN type", "rank": "SEN type rank"},
    ),
)

# How four made-up councils would keep a placement ledger.
LEDGERS = (
    _case(
        "ledger, case system",
        "placement_ledger",
        {
            "child": "Mosaic ID",
            "provider": "Provider Name",
            "provider_kind": "Provision Type",
            "sector": "Sector",
            "need": "Primary Need",
            "birth_date": "DOB",
            "start": "Placement Start Date",
            "end": "Placement End Date",
            "weekly_cost_gbp": "Weekly Cost",
            "annual_cost_gbp": "Annual Cost",
            "funding_element": "Funding Type",
            "weeks_a_year": "No. of Weeks",
            "paid_to_date_gbp": "Paid To Date",
        },
        "Case Worker|Comments|Team",
    ),
    _case(
        "ledger, finance",
        "placement_ledger",
        {
            "child": "Pupil Ref",
            "provider": "School",
            "provider_kind": "School Type",
            "in_area": "In County?",
            "need": "SEN Need",
            "start": "From",
            "end": "To",
            "weekly_cost_gbp": "£ per week",
            "annual_cost_gbp": "Fee p.a.",
            "funding_element": "Element",
            "weeks_a_year": "Wks",
            "paid_to_date_gbp": "YTD",
        },
        "Cost Centre|PO Number|Budget Holder",
    ),
    _case(
        "ledger, system export",
        "placement_ledger",
        {
            "child": "STUD_ID",
            "provider": "ESTABLISHMENT_NAME",
            "provider_kind": "ESTABLISHMENT_TYPE",
            "need": "SEN_TYPE",
            "birth_date": "DATE_OF_BIRTH",
            "start": "START_DATE",
            "end": "END_DATE",
            "annual_cost_gbp": "ANNUAL_COST",
            "weekly_cost_gbp": "WEEKLY_RATE",
        },
        "LAST_UPDATED_BY|RECORD_STATUS",
    ),
    _case(
        "ledger, spreadsheet",
        "placement_ledger",
        {
            "child": "Child's reference",
            "provider": "Name of school / college",
            "sector": "State or independent",
            "need": "Main need",
            "birth_date": "Date of birth",
            "start": "Date started",
            "end": "Expected end date",
            "annual_cost_gbp": "Full year cost (£)",
            "paid_to_date_gbp": "Spend to date",
        },
        "Notes|Contract signed",
    ),
)

OTHERS = (
    _case(
        "indicators",
        "weekly_indicators",
        {
            "week": "Week ending",
            "indicator": "KPI",
            "value": "Actual",
            "out_of": "Denominator",
            "target": "Target",
            "note": "Commentary",
        },
    ),
    _case(
        "programme",
        "programme_ledger",
        {
            "workstream": "Project",
            "financial_year": "Fin Year",
            "cost_gbp": "Cost (£)",
            "saving_gbp": "Savings (£)",
            "kind": "Planned / Achieved",
            "status": "RAG",
            "note": "Comments",
        },
    ),
    _case(
        "appeals",
        "appeals",
        {
            "case": "Appeal Ref",
            "person": "Child ID",
            "registered": "Date Registered",
            "subject": "Type of appeal",
            "outcome": "Outcome",
            "outcome_date": "Outcome Date",
            "hearing": "Hearing Date",
            "school": "School Name",
            "hours_before": "Hours before",
            "hours_after": "Hours after",
        },
        "Case Officer",
    ),
    _case(
        "top-ups",
        "top_ups",
        {
            "child": "Pupil ID",
            "school": "School Name",
            "band": "Banding",
            "hours": "Hours per week",
            "annual_amount_gbp": "Annual top-up",
            "start": "Start Date",
            "end": "End Date",
        },
        "Year Group",
    ),
    _case(
        "rates",
        "rate_card",
        {
            "financial_year": "Financial Year",
            "band": "Band",
            "hours": "Hours",
            "annual_rate_gbp": "Annual Value",
            "applies_to": "School Type",
        },
    ),
    _case(
        "schools",
        "schools",
        {
            "urn": "URN",
            "school": "EstablishmentName",
            "phase": "PhaseOfEducation (name)",
            "type": "TypeOfEstablishment (name)",
            "pupils": "NumberOfPupils",
            "postcode": "Postcode",
        },
        "Head Teacher|Telephone",
    ),
    _case(
        "survey",
        "survey",
        {
            "respondent": "Response ID",
            "role": "Respondent type",
            "school": "School",
            "question": "Question",
            "answer": "Response",
            "answered": "Date submitted",
        },
    ),
    _case(
        "stated figures",
        "stated_figures",
        {
            "said_on": "Date",
            "who": "Said by",
            "where": "Document",
            "measure": "Measure",
            "value": "Value",
            "unit": "Unit",
            "about_period": "Period",
        },
    ),
    _case(
        "actions",
        "actions",
        {
            "meeting": "Meeting date",
            "item": "Action agreed",
            "who": "Owner",
            "due": "Due date",
            "status": "Status",
            "answer": "Update",
        },
    ),
)
GROUPS = {
    "payments of the ten": PAYMENTS,
    "payments of nine more": FURTHER_PAYMENTS,
    "SEN2 return": SEN2,
    "ledgers": LEDGERS,
    "others": OTHERS,
}
