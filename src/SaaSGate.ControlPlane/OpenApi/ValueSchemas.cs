using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Http;

namespace SaaSGate.ControlPlane.OpenApi;

/// <summary>What reflection cannot see: ids are strings, some strings have few values, some JSON passes as it came.</summary>
internal sealed class ValueSchemas : IOpenApiSchemaTransformer
{
    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>))
            schema.Type = JsonSchemaType.String;

        if (type == typeof(ProblemBody) && schema.Properties?["code"] is OpenApiSchema code)
            code.Enum = [.. PortalProblems.All.Select(problem => (JsonNode)problem.Code)];

        // The view passes as raw JSON, so reflection knows nothing of its shape. A reference set here is put in place as a copy:
        // that registers the parts of the view, and DocumentFacts makes it a reference again.
        if (type == typeof(ApprovalDetail))
        {
            context.Document!.AddComponent(nameof(HoldView), await context.GetOrCreateSchemaAsync(typeof(HoldView), null, cancellationToken));
            schema.Properties!["view"] = new OpenApiSchemaReference(nameof(HoldView), context.Document);
        }

        if (context.JsonPropertyInfo is { PropertyType: var property } declared && property == typeof(JsonElement) && declared.DeclaringType != typeof(HoldView.MessagePart)
            && declared.DeclaringType != typeof(HoldView.ParameterPart))
        {
            schema.Type = JsonSchemaType.Object;
            schema.AdditionalProperties = new OpenApiSchema();
        }

        var attributes = context.JsonPropertyInfo?.AttributeProvider ?? (context.ParameterDescription?.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo;
        if (attributes?.GetCustomAttributes(typeof(AllowedValuesAttribute), true) is [AllowedValuesAttribute values])
            Restrict(schema, values);
    }

    private static void Restrict(OpenApiSchema schema, AllowedValuesAttribute values)
    {
        var target = schema.Items as OpenApiSchema ?? schema;
        target.Enum = [.. values.Values.Select(value => (JsonNode)(string)value!)];
    }
}
