import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

export const homeQuery = queryOptions({ queryKey: keys.home, queryFn: () => read(api.GET("/api/v1/home")) });
