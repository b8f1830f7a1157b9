using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Postgres.Exports;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>Maps what happened to the Open Cybersecurity Schema Framework, version 1.4.</summary>
/// <remarks>https://schema.ocsf.io/1.4.0</remarks>
internal static class OcsfEvents
{
    private const int ApiActivity = 6003, EntityManagement = 3004, EventLog = 1008, Other = 99;

    /// <summary>The event. Those of the organisation are told apart by its id in the metadata.</summary>
    public static ExportEvent Of(string organisationId, ExportItem item)
    {
        var facts = item.Facts is { } known ? JsonObject.Create(known) ?? [] : new() { ["deleted"] = true };
        var (type, name, activity, severity) = item.Kind switch
        {
            "exchange" => (ApiActivity, "API Activity", 1, SeverityOf(facts)),
            "approval" => (ApiActivity, "API Activity", Other, SeverityOf(facts)),
            "audit" => (EntityManagement, "Entity Management", Other, 1),
            _ => (EventLog, "Event Log Activity", Other, 1),
        };
        var at = facts["endedAt"] is { } ended ? DateTimeOffset.Parse((string)ended!, CultureInfo.InvariantCulture) : item.At;
        var id = item.Kind == "checkpoint" ? $"{organisationId}/checkpoint/{item.Subject}" : item.Subject;
        var told = new JsonObject
        {
            ["class_uid"] = type,
            ["class_name"] = name,
            ["category_uid"] = type / 1000,
            ["activity_id"] = activity,
            ["activity_name"] = item.Kind switch
            {
                "exchange" => "Exchange ended",
                "approval" => "Approval requested",
                "audit" => (string?)facts["action"] ?? "Audit",
                _ => "Checkpoint signed",
            },
            ["type_uid"] = (type * 100) + activity,
            ["time"] = at.ToUnixTimeMilliseconds(),
            ["severity_id"] = severity,
            ["status_id"] = (string?)facts["decision"] == "block" || facts["problem"] is not null ? 2 : 1,
            ["metadata"] = new JsonObject
            {
                ["version"] = "1.4.0",
                ["uid"] = id,
                ["tenant_uid"] = organisationId,
                ["event_code"] = item.Kind,
                ["product"] = new JsonObject { ["name"] = "SaaSGate", ["vendor_name"] = "SaaSGate" },
            },
            ["actor"] = Actor(item.Kind, facts),
            ["unmapped"] = facts.DeepClone(),
        };
        if (type == EntityManagement)
            told["entity"] = Entity(facts);
        if (type == ApiActivity)
        {
            told["src_endpoint"] = new JsonObject { ["uid"] = (string?)facts["skillId"] ?? item.Subject, ["name"] = (string?)facts["skillName"] };
            told["api"] = new JsonObject { ["operation"] = $"{facts["method"]} {facts["path"]}".Trim(), ["service"] = new JsonObject { ["name"] = "Claude API" } };
        }

        if (item.Kind == "exchange")
            told["observables"] = new JsonArray([.. (facts["findings"] as JsonArray ?? []).Select(finding => new JsonObject
            {
                ["name"] = (string?)finding!["type"],
                ["type_id"] = Other,
                ["type"] = "masked value",
                ["value"] = (string?)finding["label"],
            })]);
        return new(id, at, severity, name, JsonSerializer.SerializeToUtf8Bytes(told));
    }

    /// <summary>An event that says that a receiver works.</summary>
    public static ExportEvent Test(string organisationId, string sink, DateTimeOffset at) => Of(organisationId, new(
        "0", 0, "audit", $"{sink}/test/{at.ToUnixTimeMilliseconds()}", at,
        JsonSerializer.SerializeToElement(new { actorId = "system", actorName = "SaaSGate", action = "export.tested", target = sink })));

    /// <summary>What was changed or looked at; the organisation where an act has no other target. Acts are named <c>kind.act</c>.</summary>
    private static JsonObject Entity(JsonObject facts) => new()
    {
        ["uid"] = (string?)facts["target"] ?? "organisation",
        ["type"] = ((string?)facts["action"] ?? "audit").Split('.')[0],
    };

    private static JsonObject Actor(string kind, JsonObject facts) => kind == "audit"
        ? new() { ["user"] = new JsonObject { ["uid"] = (string?)facts["actorId"], ["name"] = (string?)facts["actorName"] } }
        : new() { ["app_uid"] = (string?)facts["skillId"], ["app_name"] = (string?)facts["skillName"], ["user"] = new JsonObject { ["uid"] = (string?)facts["ownerId"] } };

    private static int SeverityOf(JsonObject facts) => (string?)facts["severity"] switch { "high" => 4, "medium" => 3, "low" => 2, _ => 1 };
}
