using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Recording;

/// <summary>A rule that opens an incident, as records keep it.</summary>
internal static class RecordedIncident
{
    public static IncidentRecord From(RuleIncident incident) => new()
    {
        Rule = incident.Rule,
        PolicyId = incident.PolicyId,
        PolicyVersion = (ulong)incident.PolicyVersion,
        Severity = incident.Severity,
    };
}
