using Microsoft.Extensions.DependencyInjection;

namespace SaaSGate.ControlPlane.OpenApi;

/// <summary>The description of the management API, from which clients are generated.</summary>
internal static class OpenApiServices
{
    public const string Document = "v1", Path = "/api/v1/openapi.json";

    public static IServiceCollection AddManagementOpenApi(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.CreateSchemaReferenceId = SchemaNames.Of;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddSchemaTransformer<ValueSchemas>();
        options.AddOperationTransformer<OperationConventions>();
        options.AddDocumentTransformer<DocumentFacts>();
    });
}
