using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres;

namespace SaaSGate.ControlPlane.OpenApi;

/// <summary>Names of schemas as clients see them: <c>Skill</c> for a <c>SkillView</c>, <c>SkillPage</c> for a page of them.</summary>
internal static class SchemaNames
{
    public static string? Of(JsonTypeInfo type) => type.Type switch
    {
        { IsGenericType: true } generic when generic.GetGenericTypeDefinition() == typeof(Id<>) => null,
        { IsGenericType: true } generic when generic.GetGenericTypeDefinition() == typeof(Page<>) => Plain(generic.GetGenericArguments()[0].Name) + "Page",
        var raw when raw == typeof(JsonElement) => null,
        var problem when problem == typeof(ProblemBody) => "Problem",
        var hold when hold == typeof(HoldView) => nameof(HoldView),
        { IsNested: true } nested when nested.DeclaringType == typeof(HoldView) => "Hold" + nested.Name,
        _ => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name ? Plain(name) : null,
    };

    private static string Plain(string name) => name.EndsWith("View", StringComparison.Ordinal) ? name[..^4] : name;
}
