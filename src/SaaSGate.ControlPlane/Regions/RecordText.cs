using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>PostgreSQL's text cannot hold NUL, JSON and paths can: it becomes the replacement character, before anything is hashed.</summary>
internal static class RecordText
{
    public static string Clean(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;

    /// <summary>Cleans every text of a record in place.</summary>
    public static void Clean(RecordFrame frame)
    {
        switch (frame.BodyCase)
        {
            case RecordFrame.BodyOneofCase.Started:
                Clean(frame.Started);
                break;
            case RecordFrame.BodyOneofCase.Response:
                var response = frame.Response;
                (response.ContentType, response.RequestId) = (Clean(response.ContentType), Clean(response.RequestId));
                Clean(response.Headers);
                break;
            case RecordFrame.BodyOneofCase.Ended:
                var ended = frame.Ended;
                (ended.Outcome, ended.Problem, ended.StopReason, ended.ErrorType) =
                    (Clean(ended.Outcome), Clean(ended.Problem), Clean(ended.StopReason), Clean(ended.ErrorType));
                Clean(ended.Findings);
                Clean(ended.Incidents);
                RuleRecords.Clean(ended.Matches);
                RuleRecords.Clean(ended.Used);
                break;
            case RecordFrame.BodyOneofCase.Withheld:
                RuleRecords.Clean(frame.Withheld);
                break;
        }
    }

    private static void Clean(ExchangeStarted started)
    {
        (started.SessionName, started.OwnerUserId, started.ConnectionId, started.SkillKeyId) =
            (Clean(started.SessionName), Clean(started.OwnerUserId), Clean(started.ConnectionId), Clean(started.SkillKeyId));
        (started.Method, started.Path, started.Query, started.Model, started.ContentType, started.TraceParent) =
            (Clean(started.Method), Clean(started.Path), Clean(started.Query), Clean(started.Model), Clean(started.ContentType), Clean(started.TraceParent));
        if (started.Decision is { } decision)
        {
            (decision.Kind, decision.Rule, decision.PolicyId, decision.Severity) =
                (Clean(decision.Kind), Clean(decision.Rule), Clean(decision.PolicyId), Clean(decision.Severity));
        }

        Clean(started.Headers);
        Clean(started.Findings);
        Clean(started.Incidents);
        RuleRecords.Clean(started.Matches);
        RuleRecords.Clean(started.Policies);
    }

    private static void Clean(IEnumerable<HeaderRecord> headers)
    {
        foreach (var header in headers)
            (header.Name, header.Value) = (Clean(header.Name), Clean(header.Value));
    }

    private static void Clean(IEnumerable<IncidentRecord> incidents)
    {
        foreach (var incident in incidents)
            (incident.Rule, incident.PolicyId) = (Clean(incident.Rule), Clean(incident.PolicyId));
    }

    private static void Clean(IEnumerable<FindingRecord> findings)
    {
        foreach (var finding in findings)
        {
            (finding.Type, finding.Detector, finding.Location) = (Clean(finding.Type), Clean(finding.Detector), Clean(finding.Location));
            (finding.Label, finding.Rule, finding.Direction) = (Clean(finding.Label), Clean(finding.Rule), Clean(finding.Direction));
        }
    }
}
