using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SaaSGate.ControlPlane.Approvals;

namespace SaaSGate.ControlPlane.OpenApi;

/// <summary>What the document says about itself. No servers: it is the same wherever it is served.</summary>
internal sealed class DocumentFacts : IOpenApiDocumentTransformer
{
    public const string Cookie = "cookie", Token = "token";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "SaaSGate management API",
            Version = "1",
            Description = "Errors are application/problem+json with a stable code. Lists are read in parts by cursor. What people edit has an ETag.",
        };
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Cookie] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = "saasgate",
                Description = "The portal's sign-in. Unsafe methods also need X-CSRF-TOKEN, from GET /session.",
            },
            [Token] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "sgt_…", Description = "An API token." },
        };
        ((OpenApiSchema)document.Components.Schemas![nameof(ApprovalDetail)]).Properties!["view"] = new OpenApiSchemaReference(nameof(HoldView), document);
        return Task.CompletedTask;
    }
}
