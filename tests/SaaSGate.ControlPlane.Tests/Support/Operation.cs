using System.Text.Json.Nodes;
using SaaSGate.TestKit;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>An operation of the management API, as <c>web/openapi.json</c> describes it: a test over all of them forgets none.</summary>
/// <param name="Id">Its operation id.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path with parameters in braces, below <c>/api/v1/</c>.</param>
/// <param name="Anonymous">Whether it needs no sign-in.</param>
public sealed record Operation(string Id, HttpMethod Method, string Path, bool Anonymous)
{
    private const string Root = "/api/v1/";

    public static IReadOnlyList<Operation> All { get; } = Read();

    public bool HasParameters => Path.Contains('{', StringComparison.Ordinal);

    public override string ToString() => Id;

    private static Operation[] Read() =>
    [
        .. from path in JsonNode.Parse(File.ReadAllText(RepositoryFolder.In("web", "openapi.json")))!["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select new Operation(
               (string)operation.Value!["operationId"]!, HttpMethod.Parse(operation.Key), path.Key[Root.Length..], operation.Value["security"] is null),
    ];
}
