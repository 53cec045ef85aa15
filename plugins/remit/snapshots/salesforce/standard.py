"""What every Salesforce org has, whether an export lists it or not."""

# Object Reference for the Salesforce Platform, "System Fields" and the standard objects:
# https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/
# Which standard value set belongs to which field: "StandardValueSet Names and Standard Picklist Fields",
# https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/standardvalueset_names.htm

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CUSTOM = "__c"  # so ends what a company or a package has added

# the system's own word for a type → the types of a handbook that it fits
TYPES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("TextArea", "LongTextArea", "Html", "EncryptedText", "Email", "Phone", "Url", "Time"),
            frozenset({"text"}),
        ),
        "Text": frozenset({"text", "id"}),
        "AutoNumber": frozenset({"id", "text"}),
        "Picklist": frozenset({"picklist"}),
        "MultiselectPicklist": frozenset({"multi-picklist"}),
        "Number": frozenset({"number"}),
        "Currency": frozenset({"currency"}),
        "Percent": frozenset({"percent"}),
        "Date": frozenset({"date"}),
        "DateTime": frozenset({"datetime", "date"}),  # a moment has a day
        "Checkbox": frozenset({"boolean"}),
        **dict.fromkeys(
            (
                "Lookup",
                "MasterDetail",
                "Hierarchy",
                "ExternalLookup",
                "IndirectLookup",
                "MetadataRelationship",
            ),
            frozenset({"reference", "id"}),
        ),
        "Summary": frozenset({"number", "currency", "percent", "date", "datetime"}),
        "Id": frozenset({"id"}),
    }
)

# fields that every object has, and no export lists
SYSTEM: Mapping[str, str] = MappingProxyType(
    {
        "Id": "Id",
        "CreatedDate": "DateTime",
        "CreatedById": "Lookup",
        "LastModifiedDate": "DateTime",
        "LastModifiedById": "Lookup",
        "SystemModstamp": "DateTime",
        "IsDeleted": "Checkbox",
        "OwnerId": "Lookup",
        "Name": "Text",
        "LastActivityDate": "Date",
    }
)

# object.field → its type, for standard fields that an export lists without one, or not at all
STANDARD: Mapping[str, str] = MappingProxyType(
    {
        "Account.ParentId": "Hierarchy",
        "Account.AnnualRevenue": "Currency",
        "Account.NumberOfEmployees": "Number",
        "Campaign.ActualCost": "Currency",
        "Campaign.BudgetedCost": "Currency",
        "Campaign.EndDate": "Date",
        "Campaign.StartDate": "Date",
        "Contact.AccountId": "Lookup",
        "Contact.Email": "Email",
        "Contract.AccountId": "Lookup",
        "Contract.EndDate": "Date",
        "Contract.StartDate": "Date",
        "Lead.AnnualRevenue": "Currency",
        "Lead.Company": "Text",
        "Lead.Email": "Email",
        "Lead.IsConverted": "Checkbox",
        "Lead.NumberOfEmployees": "Number",
        "Opportunity.AccountId": "Lookup",
        "Opportunity.Amount": "Currency",
        "Opportunity.CloseDate": "Date",
        "Opportunity.IsClosed": "Checkbox",
        "Opportunity.IsWon": "Checkbox",
        "Opportunity.NextStep": "Text",
        "Opportunity.Probability": "Percent",
    }
)

# object.field → the standard value set that holds its values
VALUE_SETS: Mapping[str, str] = MappingProxyType(
    {
        "Account.AccountSource": "LeadSource",
        "Account.Industry": "Industry",
        "Account.Ownership": "AccountOwnership",
        "Account.Rating": "AccountRating",
        "Account.Type": "AccountType",
        "Campaign.Status": "CampaignStatus",
        "Campaign.Type": "CampaignType",
        "CampaignMember.Status": "CampaignMemberStatus",
        "Case.Origin": "CaseOrigin",
        "Case.Priority": "CasePriority",
        "Case.Reason": "CaseReason",
        "Case.Status": "CaseStatus",
        "Case.Type": "CaseType",
        "Contact.LeadSource": "LeadSource",
        "Contact.Salutation": "Salutation",
        "Contract.Status": "ContractStatus",
        "Event.ShowAs": "EventType",
        "Lead.Industry": "Industry",
        "Lead.LeadSource": "LeadSource",
        "Lead.Rating": "AccountRating",
        "Lead.Salutation": "Salutation",
        "Lead.Status": "LeadStatus",
        "Opportunity.ForecastCategoryName": "ForecastCategoryName",
        "Opportunity.LeadSource": "LeadSource",
        "Opportunity.StageName": "OpportunityStage",
        "Opportunity.Type": "OpportunityType",
        "OpportunityContactRole.Role": "ContactRole",
        "Order.Status": "OrderStatus",
        "Quote.Status": "QuoteStatus",
        "Task.Priority": "TaskPriority",
        "Task.Status": "TaskStatus",
        "Task.Type": "TaskType",
    }
)

# how an export writes a forecast category, and what people see
FORECASTS: Mapping[str, str] = MappingProxyType(
    {
        "Omitted": "Omitted",
        "Pipeline": "Pipeline",
        "BestCase": "Best Case",
        "MostLikely": "Most Likely",
        "Forecast": "Commit",
        "Closed": "Closed",
    }
)
