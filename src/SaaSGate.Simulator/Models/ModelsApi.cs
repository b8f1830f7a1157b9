using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Models;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{id}</c>.</summary>
internal static class ModelsApi
{
    public static Task ListAsync(Exchange exchange) =>
        Page.SendAsync(Page.Of(exchange.Http.Request, ModelCatalogue.Listed, model => model.Id, Write), exchange);

    public static Task GetAsync(Exchange exchange)
    {
        var id = (string)exchange.Http.Request.RouteValues["id"]!;
        if (ModelCatalogue.Find(id) is not { } model)
            return exchange.FailAsync(Failure.NotFound($"model: {id}"));
        var json = new WireWriter();
        Write(json, model);
        return exchange.JsonAsync(json.Written);
    }

    private static void Write(WireWriter json, ListedModel model) => json
        .Raw("{\"type\":\"model\",\"id\":"u8).Text(model.Id)
        .Raw(",\"display_name\":"u8).Text(model.DisplayName)
        .Raw(",\"created_at\":"u8).Text(model.CreatedAt)
        .Raw(",\"max_input_tokens\":200000,\"max_tokens\":"u8).Number(model.MaxOutput)
        .Raw("}"u8);
}
