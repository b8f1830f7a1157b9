using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Idempotency;

namespace SaaSGate.ControlPlane.OpenApi;

/// <summary>What every operation has: the problem as its error, the key that makes a POST safe to repeat, its ways to sign in.</summary>
internal sealed class OperationConventions : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        document.AddComponent("Problem", await context.GetOrCreateSchemaAsync(typeof(ProblemBody), null, cancellationToken));
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A refusal; its code says which.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("Problem", document) } },
        };

        // A list in the query may be empty, and an empty one does not stand there: the framework calls each of them required.
        foreach (var list in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter is { In: ParameterLocation.Query, Schema.Type: JsonSchemaType.Array }))
            list.Required = false;

        if (context.Description.HttpMethod == "POST" && context.Description.ActionDescriptor.EndpointMetadata.OfType<Repeatable>().Any())
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description = "Chosen by the client. Sent again with the same request, it gives the first answer and does nothing.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 },
            });

        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
            operation.Security =
            [
                new() { [new OpenApiSecuritySchemeReference(DocumentFacts.Cookie, document)] = [] },
                new() { [new OpenApiSecuritySchemeReference(DocumentFacts.Token, document)] = [] },
            ];
    }
}
